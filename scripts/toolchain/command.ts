import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** The folder in which it runs; by default the current one. */
  readonly cwd?: string;
  /** It is killed after this time, ms, and counts as failed. If absent, there is no limit. */
  readonly timeoutMs?: number;
  /** Whether its output is hidden; `unless-failed` shows it, on standard error, if the command fails. */
  readonly quiet?: boolean | 'unless-failed';
  /** Where its output is shown: `stderr` keeps standard output free for results. */
  readonly output?: 'inherit' | 'stderr';
}

/** How much of the end of a hidden output is kept, characters. */
const TAIL = 20_000;

/** Runs a command without a shell and without input. @returns whether it succeeded */
export function run(
  command: string,
  args: readonly string[],
  { env, cwd, timeoutMs, quiet = false, output = 'inherit' }: CommandOptions = {},
): Promise<boolean> {
  return new Promise((resolve) => {
    const hidden = quiet === 'unless-failed' ? 'pipe' : 'ignore';
    const errors = quiet ? hidden : 'inherit';
    const answers = quiet || output === 'inherit' ? errors : process.stderr;
    const child = spawn(command, args, {
      stdio: ['ignore', answers, errors],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-TAIL);
      });
    }
    child.once('error', () => resolve(false));
    child.once('close', (code) => {
      if (code !== 0) process.stderr.write(said);
      resolve(code === 0);
    });
  });
}

/** Whether a path is an executable file. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first of several commands that is on a PATH, as a full path. */
export function findOnPath(
  commands: readonly string[],
  path = process.env['PATH'] ?? '',
): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return commands
    .flatMap((command) => folders.map((folder) => join(folder, command)))
    .find(isExecutable);
}
