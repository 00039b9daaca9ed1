/**
 * Unit, contract and integration tests; the browser tests are Playwright's (playwright.config.ts),
 * delivery and cluster tests have commands and settings of their own (test/delivery, test/cluster).
 */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/jest/open-run.js',
  globalTeardown: '<rootDir>/test/support/jest/close-run.js',
  testSequencer: '<rootDir>/test/support/jest/longest-first.js',
  setupFilesAfterEnv: [
    '<rootDir>/test/support/jest/current-test.ts',
    '<rootDir>/test/support/jest/share-sealing-keys.ts',
    '<rootDir>/test/support/jest/close-clients.ts',
    '<rootDir>/test/support/jest/compare-bytes.ts',
  ],
  // Not an assertion: what hangs must end some day.
  testTimeout: 600_000,
  // On a busy machine, a worker needs more than the usual 500 ms to exit.
  workerGracefulExitTimeout: 30_000,
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/delivery/', '<rootDir>/test/cluster/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
};
