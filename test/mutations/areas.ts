/** A folder of sources, and the tests that run against each of its mutants. */
export interface Area {
  readonly folder: string;
  /** Jest's `testMatch`, below the root of the repository. */
  readonly tests: readonly string[];
}

/**
 * What `npm run mutate` mutates with Stryker. A mutant runs in the process of its tests: code that
 * only a separate process (entries, pods) or only a browser executes is in no area.
 */
export const AREAS: readonly Area[] = [
  { folder: 'src/protocol', tests: ['src/protocol/**/*.test.ts'] },
  { folder: 'src/crypto', tests: ['src/crypto/**/*.test.ts'] },
  {
    folder: 'src/client',
    tests: ['src/client/**/*.test.ts', 'test/integration/hostile-relay/*.test.ts'],
  },
  { folder: 'src/backend', tests: ['src/backend/**/*.test.ts'] },
  { folder: 'src/service', tests: ['src/service/**/*.test.ts'] },
  { folder: 'src/local', tests: ['src/local/**/*.test.ts', 'src/local.test.ts'] },
  { folder: 'src/ui/builder', tests: ['src/ui/builder/**/*.test.ts'] },
  { folder: 'src/ui/server', tests: ['src/ui/server/**/*.test.ts'] },
  { folder: 'src/ui/browser/qr', tests: ['src/ui/browser/qr/**/*.test.ts'] },
];

/** Files of the areas that are not mutated: tests and their tools, entries, and scripts in Lua. */
export const NOT_MUTATED: readonly string[] = [
  '!src/**/*.test.ts',
  '!src/**/testing/**',
  '!src/**/{contract,fixture}.ts',
  '!src/**/*.lua.ts',
  '!src/**/main.ts',
];
