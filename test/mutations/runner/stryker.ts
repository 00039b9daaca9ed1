import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { type Area, NOT_MUTATED } from '../areas.ts';
import type { Mutant } from './findings.ts';

const OUTCOMES: Readonly<Record<string, Mutant['outcome']>> = {
  Killed: 'noticed',
  // An endless loop; the limit is far above what the tests take.
  Timeout: 'noticed',
  Survived: 'survived',
  NoCoverage: 'survived',
};

/** A mutant that is slower by this much, ms, and by the factor, does not end. */
const TIMEOUT_MS = 60_000;
const TIMEOUT_FACTOR = 4;

/** The text between two positions, which count lines and columns from 1. */
function between(source: string, { start, end }: MutantResult['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  return lines.join('\n');
}

async function mutantOf(root: string, result: MutantResult): Promise<Mutant> {
  const source = await readFile(result.fileName, 'utf8');
  return {
    file: relative(root, result.fileName),
    line: result.location.start.line,
    mutator: result.mutatorName,
    original: between(source, result.location),
    replacement: result.replacement,
    outcome: OUTCOMES[result.status] ?? 'not run',
  };
}

/** Runs Stryker over a file or folder of an area. All runs of Jest share one pool of sealing keys. */
export async function mutate(root: string, area: Area, path: string): Promise<readonly Mutant[]> {
  const keys = await mkdtemp(join(tmpdir(), 'live-chat-keys-'));
  process.env['LIVE_CHAT_TEST_KEYS'] = keys;
  const files = path.endsWith('.ts') ? path : `${path}/**/*.ts`;
  try {
    const stryker = new Stryker({
      mutate: [files, ...NOT_MUTATED],
      testRunner: 'jest',
      testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
      coverageAnalysis: 'perTest',
      jest: {
        projectType: 'custom',
        configFile: 'jest.config.js',
        config: { testMatch: area.tests.map((tests) => `<rootDir>/${tests}`) },
      },
      // Stryker rewrites a tsconfig with TypeScript's own library, which TypeScript 7 does not have; swc needs none.
      tsconfigFile: 'none',
      // Stryker copies everything else, and cannot copy a link to a folder.
      ignorePatterns: ['/charts', '/terraform', '/argocd', '/environments'],
      reporters: ['progress-append-only'],
      timeoutMS: TIMEOUT_MS,
      timeoutFactor: TIMEOUT_FACTOR,
      tempDirName: 'dist/stryker',
      cleanTempDir: 'always',
      allowConsoleColors: false,
    });
    const results = await stryker.runMutationTest();
    return await Promise.all(results.map((result) => mutantOf(root, result)));
  } finally {
    await rm(keys, { recursive: true });
  }
}
