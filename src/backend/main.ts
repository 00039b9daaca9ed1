import { ConfigError } from '../config/environment.ts';
import { startBackend } from './backend.ts';
import { readBackendConfig } from './config.ts';
import { ListenError } from './listening.ts';
import { createLogger } from './logging.ts';

/** Over how long clients spread their reconnecting when this process stops, ms. */
const SPREAD_MS = 5_000;
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** The backend process: settings, start, and a stop that loses nothing (docs/operations.md). */
async function main(): Promise<void> {
  const config = readBackendConfig(process.env);
  const logger = createLogger(config.logLevel);
  const backend = await startBackend(config, logger);
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal finds no listener and ends the process at once.
    for (const name of STOP_SIGNALS) process.off(name, stop);
    logger.info({ signal }, 'stopping');
    backend.stop({ spreadMs: SPREAD_MS }).then(() => {
      logger.info('stopped');
      process.exit(0);
    }, fail);
  };
  for (const name of STOP_SIGNALS) process.on(name, stop);
}

/** What a person must mend is said in words; anything else is a defect and shows where it is. */
function fail(error: unknown): void {
  const expected = error instanceof ConfigError || error instanceof ListenError;
  const text = expected ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

main().catch(fail);
