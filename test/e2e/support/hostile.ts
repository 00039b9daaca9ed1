import { LANE_LIMITS } from '../../../src/backend/store/lane-limits.ts';
import { createMemoryStore } from '../../../src/backend/store/memory/memory-store.ts';
import { createLogger } from '../../../src/service/logging.ts';
import { createPageApp } from '../../../src/ui/server/app.ts';
import { HostileRelay } from '../../integration/hostile-relay/hostile-relay.ts';
import { startBackend } from '../../integration/hostile-relay/real-backend.ts';
import { tapped } from '../../support/capture/tapped.ts';
import { test as base } from './fixture.ts';

export { expect } from './fixture.ts';

interface Hostile {
  /** What a mailbox may hold, if not as much as outside of tests. */
  lanes: typeof LANE_LIMITS;
  /** The hostile relay between the page and the real one. */
  relay: HostileRelay;
  /** Everything that was passed to the relay's store. */
  stored: unknown[];
}

const notOurs = (): never => {
  throw new Error('a hostile relay is not restarted');
};

/**
 * A chat whose relay attacks: it serves the page unchanged, and may do anything with everything
 * else.
 */
export const test = base.extend<Hostile>({
  lanes: [LANE_LIMITS, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  stored: async ({}, use) => use([]),

  relay: async ({ stored, builtPage, lanes }, use) => {
    const readiness = () => ({ ready: true, reasons: [] });
    const logger = createLogger('silent');
    const page = createPageApp({ page: builtPage, readiness, logger }).callback();
    const relay = await HostileRelay.start((request, response) => void page(request, response));
    const backend = await startBackend(relay.host, tapped(createMemoryStore({ lanes }), stored));
    relay.leadTo(backend.address);
    await use(relay);
    await relay.stop();
    await backend.stop();
    relay.checkDelivered();
  },

  site: async ({ relay }, use) => {
    await use({
      address: relay.address,
      freeze: notOurs,
      kill: notOurs,
      restart: notOurs,
      output: () => '',
      stop: async () => undefined,
    });
  },
});
