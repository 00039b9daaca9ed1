import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';

/** How lines of bash ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What they wrote to descriptor 3. */
  readonly told: string;
}

/**
 * Runs lines of bash with functions of scripts/deploy, as the scripts do. The lines define the AWS
 * client that the functions call.
 * @param nouns the files of scripts/deploy, without `.sh`, in the order in which they are read
 */
export function runFunctions(
  nouns: string,
  lines: string,
  env: Readonly<Record<string, string>> = {},
  input = '',
): Ended {
  const script = `
    set -euo pipefail
    for noun in ${nouns}; do source "$LIBRARY/$noun.sh"; done
    ${lines}`;
  const library = { LIBRARY: join(REPOSITORY, 'scripts/deploy'), ROOT: REPOSITORY };
  const { status, stdout, stderr, output } = spawnSync('bash', ['--norc', '-c', script], {
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...library, PROJECT: 'live-chat', ...env },
  });
  return { status, stdout, stderr, told: output[3] ?? '' };
}
