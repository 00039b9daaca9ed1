import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { type Area, NOT_MUTATED } from '../../test/mutations/areas.ts';
import type { Survivor } from '../../test/mutations/survivors.ts';

/** What a mutant replaces, and whether tests noticed. */
export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  readonly outcome: 'noticed' | 'survived' | 'not run';
}

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

const isThat = (mutant: Mutant, { file, original, replacement }: Survivor): boolean =>
  mutant.file === file && mutant.original === original && mutant.replacement === replacement;

/** What speaks against the tests: survivors that are not listed, and listed ones that are noticed after all. */
export function findings(mutants: readonly Mutant[], listed: readonly Survivor[]): string[] {
  const survivors = mutants.filter(({ outcome }) => outcome === 'survived');
  const unlisted = survivors.filter((mutant) => !listed.some((known) => isThat(mutant, known)));
  const mutated = new Set(mutants.map(({ file }) => file));
  const stale = listed.filter(
    (known) => mutated.has(known.file) && !survivors.some((mutant) => isThat(mutant, known)),
  );
  const ofCode = (text: string): string => JSON.stringify(text);
  return [
    ...unlisted.map(
      ({ file, line, mutator, original, replacement }) =>
        `SURVIVED  ${file}:${line} ${mutator}: ${ofCode(original)} → ${ofCode(replacement)}`,
    ),
    ...stale.map(
      ({ file, original, replacement }) =>
        `NOTICED   ${file}: ${ofCode(original)} → ${ofCode(replacement)} is listed as a survivor`,
    ),
  ];
}

/** Mutation scores by file: how many of the mutants that ran were noticed. */
export function scores(mutants: readonly Mutant[]): string[] {
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  const row = (name: string, some: readonly Mutant[]): string => {
    const ran = some.filter(({ outcome }) => outcome !== 'not run');
    const noticed = ran.filter(({ outcome }) => outcome === 'noticed').length;
    const share = ran.length === 0 ? '-' : `${((100 * noticed) / ran.length).toFixed(1)} %`;
    return `${share.padStart(8)}  ${noticed} of ${ran.length}  ${name}`;
  };
  return [
    ...files.map((file) =>
      row(
        file,
        mutants.filter((mutant) => mutant.file === file),
      ),
    ),
    row('all', mutants),
  ];
}
