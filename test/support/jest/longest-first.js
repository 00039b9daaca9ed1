import Sequencer from '@jest/test-sequencer';

/**
 * Tests that take long, most of them because they wait for faults, leases or processes. Starting with
 * them makes the run shorter.
 */
const LONG = [
  // It counts the work of every script that its process has loaded, so it is several times as fast in a new one.
  'test/integration/bounded-work/',
  'test/load/hostile/',
  'test/load/chaos/',
  'test/integration/cluster-failover',
  'test/support/capture/record-types',
  'test/integration/',
  'test/load/bench/',
  'property.test.ts',
  'src/local.test.ts',
  'src/client/outbound/chain-pace.test.ts',
  'src/client/inbound/fork.test.ts',
  'src/client/conversation/conversation.test.ts',
  'src/client/chat.test.ts',
  'src/backend/routing/delivery.test.ts',
  'src/backend/store/redis/redis-store.test.ts',
  'src/ui/main.test.ts',
  'test/support/capture/file-parts',
  'test/delivery/infrastructure/interrupted',
  'test/delivery/workflows/readme',
  'test/delivery/infrastructure/uninterrupted',
  'test/delivery/infrastructure/every-setting',
  'test/delivery/rehearsal/',
  'test/delivery/workflows/deploy',
  'test/delivery/images/images',
  'test/delivery/workflows/rollout',
  'test/delivery/workflows/race',
  'test/delivery/infrastructure/terraform',
  'test/delivery/workflows/promotion',
  'test/delivery/infrastructure/scans',
  'test/delivery/charts/alerts',
  'test/delivery/workflows/',
];

/** Known long tests first, then Jest's own order: a fresh checkout has no timings yet. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONG.findIndex((part) => path.includes(part));
      return found === -1 ? LONG.length : found;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
