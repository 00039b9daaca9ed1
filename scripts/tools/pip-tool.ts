import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './command.ts';
import { answerOf, type PinnedTool } from './pinned-tool.ts';

/** A program of a Python package, at one version, in an environment of its own. */
export interface PipPackage {
  readonly name: string;
  readonly variable: string;
  readonly command: string;
  readonly package: string;
  readonly version: string;
  /** What else belongs into the same environment, as pip names it. */
  readonly beside?: readonly string[];
}

const INSTALL_TIMEOUT_MS = 300_000;

/** The version of a package in the environment that a program starts in. */
function installedVersion(path: string, name: string): string | undefined {
  const script = `import importlib.metadata; print(importlib.metadata.version('${name}'))`;
  return answerOf(join(dirname(path), 'bin', 'python'), ['-c', script]);
}

export function pipTool(program: PipPackage): PinnedTool {
  const bare = program.package.replace(/\[.*$/, '');
  const wanted = [`${program.package}==${program.version}`, ...(program.beside ?? [])];
  return {
    ...program,
    versionOf: (path) => installedVersion(path, bare),
    bring: async (folder) => {
      const pip = join(folder, 'bin', 'pip');
      const options = { timeoutMs: INSTALL_TIMEOUT_MS, quiet: true };
      if (!(await run('python3', ['-m', 'venv', folder], options))) return false;
      if (!(await run(pip, ['install', '--quiet', ...wanted], options))) return false;
      await symlink(join('bin', program.command), join(folder, program.command));
      return true;
    },
    byHand: `pip install ${wanted.join(' ')}`,
  };
}
