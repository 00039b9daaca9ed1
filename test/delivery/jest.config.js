import unit from '../../jest.config.js';

/** The delivery tests: what they need is found or brought by scripts/test-delivery.ts. */
export default {
  ...unit,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/delivery/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Not an assertion: what hangs must end some day, and a busy machine is ten times slower.
  testTimeout: 1_800_000,
};
