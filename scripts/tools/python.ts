import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, run } from './command.ts';

const REQUIREMENTS = fileURLToPath(new URL('../../test/vectors/requirements.txt', import.meta.url));
const INSTALL_TIMEOUT_MS = 180_000;

/** The variable that may name a Python with the packages of test/vectors/requirements.txt. */
export const PYTHON_VARIABLE = 'VECTORS_PYTHON';

const hasPackages = (python: string): Promise<boolean> =>
  run(python, ['-c', 'import cryptography, kyber_py'], { quiet: true, timeoutMs: 30_000 });

function environmentFolder(env: NodeJS.ProcessEnv): string {
  const caches = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'live-chat-tools', 'python');
}

/**
 * A Python that can run the independent checker of the test vectors: the one named, the one on the
 * PATH, or an environment of its own with the pinned packages. Nothing where there is no Python.
 */
export async function findPython(
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const named = env[PYTHON_VARIABLE];
  if (named) return named;
  const system = findOnPath(['python3', 'python'], env['PATH']);
  if (system === undefined || (await hasPackages(system))) return system;
  const folder = environmentFolder(env);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python) && (await hasPackages(python))) return python;
  const options = { quiet: true, timeoutMs: INSTALL_TIMEOUT_MS };
  process.stdout.write(`Installing Python packages into ${folder} …\n`);
  const made =
    (await run(system, ['-m', 'venv', folder], options)) &&
    (await run(
      python,
      ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS],
      options,
    ));
  return made ? python : undefined;
}
