import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, run } from './command.ts';
import { toolCache } from './pinned-tool.ts';
import { withProgress } from './progress.ts';

const REQUIREMENTS = fileURLToPath(new URL('../../test/vectors/requirements.txt', import.meta.url));

/** The variable that may name a Python with the packages of test/vectors/requirements.txt. */
export const PYTHON_VARIABLE = 'VECTORS_PYTHON';

const hasPackages = (python: string): Promise<boolean> =>
  run(python, ['-c', 'import cryptography, kyber_py'], { quiet: true });

/**
 * A Python that can run the independent checker of the test vectors: the one that is named, the one
 * on the PATH, or a new environment with the pinned packages. Undefined without Python.
 */
export async function findPython(
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const named = env[PYTHON_VARIABLE];
  if (named) return named;
  const system = findOnPath(['python3', 'python'], env['PATH']);
  if (system === undefined || (await hasPackages(system))) return system;
  const folder = join(toolCache(env), 'python');
  const python = join(folder, 'bin', 'python');
  if (existsSync(python) && (await hasPackages(python))) return python;
  const options = { quiet: 'unless-failed' } as const;
  const made = await withProgress('Python packages of the test vectors: pip install', async () => {
    if (!(await run(system, ['-m', 'venv', folder], options))) return false;
    const install = ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS];
    return run(python, install, options);
  });
  return made ? python : undefined;
}
