import Sequencer from '@jest/test-sequencer';

/** Tests that mostly wait: for faults, leases, processes. A run that begins with them ends sooner. */
const LONG = [
  'test/load/chaos/',
  'test/integration/',
  'test/load/hostile/',
  'test/load/bench/',
  'property.test.ts',
];

/** Jest's own order, after the tests that are known to be long: a fresh checkout has no times yet. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONG.findIndex((part) => path.includes(part));
      return found === -1 ? LONG.length : found;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
