import { findOnPath, run } from './command.ts';
import { answerOf, type PinnedTool } from './pinned-tool.ts';

/** A main package of a Go module, at one version; the module's checksum is Go's to verify. */
export interface GoPackage {
  readonly name: string;
  readonly variable: string;
  /** As the program is called: the last element of the package. */
  readonly command: string;
  readonly package: string;
  readonly version: string;
}

const BUILD_TIMEOUT_MS = 600_000;

/** The version of the module that a program was built from; no program need be asked in its own way. */
function builtVersion(path: string): string | undefined {
  const go = findOnPath(['go']);
  if (go === undefined) return undefined;
  return answerOf(go, ['version', '-m', path])?.match(/^\s*mod\s+\S+\s+(\S+)/m)?.[1];
}

export function goTool(program: GoPackage): PinnedTool {
  const source = `${program.package}@${program.version}`;
  return {
    ...program,
    versionOf: builtVersion,
    bring: (folder) =>
      run('go', ['install', source], { env: { GOBIN: folder }, timeoutMs: BUILD_TIMEOUT_MS }),
    byHand: `go install ${source}`,
  };
}
