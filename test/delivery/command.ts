import { spawnSync } from 'node:child_process';

/** The output of a program and its exit status. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program until it ends, without a shell and without input. */
export function ask(command: string, args: readonly string[]): Answer {
  const options = { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error !== undefined) throw error;
  return { status: status ?? -1, stdout, stderr };
}

/** The output of a program that must succeed. */
export function answerFrom(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = ask(command, args);
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')}\nended with ${status}:\n${stderr}${stdout}`);
}
