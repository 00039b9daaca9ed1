import { StartError } from './start-error.ts';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** A start error prints only its message; anything else is a defect and prints its stack. */
function fail(error: unknown): never {
  const text = error instanceof Error && !(error instanceof StartError) ? error.stack : error;
  process.stderr.write(`${text instanceof StartError ? text.message : text}\n`);
  process.exit(1);
}

/** Runs the main function of a process. If it throws, prints the error and exits with 1. */
export function runProcess(main: () => Promise<void>): void {
  main().catch(fail);
}

/**
 * Shuts down gracefully on SIGTERM or SIGINT, then exits with 0. A second signal ends the process
 * at once.
 */
export function stopOnSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  const begin = (signal: NodeJS.Signals): void => {
    for (const name of STOP_SIGNALS) process.off(name, begin);
    stop(signal).then(() => process.exit(0), fail);
  };
  for (const name of STOP_SIGNALS) process.on(name, begin);
}
