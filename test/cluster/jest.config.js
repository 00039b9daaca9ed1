import delivery from '../delivery/jest.config.js';

/** The cluster tests: what they need is found or brought by scripts/test-cluster.ts. */
export default {
  ...delivery,
  testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
};
