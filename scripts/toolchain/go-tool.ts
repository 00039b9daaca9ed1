import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, run } from './command.ts';
import { answerOf, type PinnedTool } from './pinned-tool.ts';

/** Common properties of all Go programs. */
interface Program {
  readonly name: string;
  readonly variable: string;
  readonly command: string;
}

/** A main package of a public module, at one version; Go verifies the module's checksum. */
interface PublicProgram extends Program {
  readonly package: string;
  readonly version: string;
}

/** A module of this repository. */
interface LocalProgram extends Program {
  readonly folder: string;
}

/** The version of the module that a program was built from, which works for every program. */
function builtVersion(path: string): string | undefined {
  const go = findOnPath(['go']);
  if (go === undefined) return undefined;
  return answerOf(go, ['version', '-m', path])?.match(/^\s*mod\s+\S+\s+(\S+)/m)?.[1];
}

/** A sixth of the work of building is left out: what only a debugger reads, and C. */
const FLAGS = ['-ldflags=-s -w', '-gcflags=all=-dwarf=false'];
const OPTIONS = { quiet: 'unless-failed' } as const;
const ENVIRONMENT = { CGO_ENABLED: '0' };

export function goTool(program: PublicProgram): PinnedTool {
  const source = `${program.package}@${program.version}`;
  return {
    ...program,
    versionOf: builtVersion,
    way: 'go install',
    bring: (folder) =>
      run('go', ['install', ...FLAGS, source], {
        ...OPTIONS,
        env: { ...ENVIRONMENT, GOBIN: folder },
      }),
    byHand: `go install ${source}`,
  };
}

/** The version of a module without a version: a hash of its files. */
function contentOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort())
    hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}

export function localGoTool(program: LocalProgram): PinnedTool {
  const build = ['build', '-C', program.folder, '-mod=readonly', ...FLAGS];
  return {
    ...program,
    version: contentOf(program.folder),
    versionOf: builtVersion,
    way: 'go build',
    bring: (folder) =>
      run('go', [...build, '-o', join(folder, program.command), '.'], {
        ...OPTIONS,
        env: ENVIRONMENT,
      }),
    byHand: `go build -C ${program.folder}`,
  };
}
