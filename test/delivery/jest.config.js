import unit from '../../jest.config.js';

/** The delivery tests: what they need is found or brought by scripts/test-delivery.ts. */
export default {
  ...unit,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/delivery/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
};
