/**
 * Unit, contract and integration tests; the browser tests are Playwright's (playwright.config.ts),
 * the delivery tests have a command of their own (test/delivery/jest.config.js).
 */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/open-key-pool.js',
  globalTeardown: '<rootDir>/test/support/close-key-pool.js',
  testSequencer: '<rootDir>/test/support/longest-first.js',
  setupFilesAfterEnv: ['<rootDir>/test/support/share-sealing-keys.ts'],
  // Not an assertion: what hangs must end some day.
  testTimeout: 240_000,
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/delivery/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
};
