import { createMemoryStore } from '../../src/backend/store/memory/memory-store.ts';
import { tapped } from '../capture/tapped.ts';
import { HostileRelay } from '../integration/hostile-relay/hostile-relay.ts';
import { startBackend } from '../integration/hostile-relay/real-backend.ts';
import { test as base } from './fixture.ts';
import { passOn } from './proxy.ts';
import { startService } from './servers.ts';

export { expect } from './fixture.ts';

interface Hostile {
  /** What stands between the page and the relay. */
  relay: HostileRelay;
  /** All that the relay's store was told. */
  stored: unknown[];
}

const notOurs = (): never => {
  throw new Error('a hostile relay is not restarted');
};

/**
 * A chat whose relay attacks: the page comes from the page's own server, as it is, and all else
 * through hands that may do anything.
 */
export const test = base.extend<Hostile>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  stored: async ({}, use) => use([]),

  relay: async ({ stored }, use) => {
    const page = await startService('src/ui/main.ts', { TRUSTED_PROXIES: '1' });
    const relay = await HostileRelay.start((incoming, outgoing) =>
      passOn(incoming, outgoing, page.port),
    );
    const backend = await startBackend(relay.host, tapped(createMemoryStore(), stored));
    relay.leadTo(backend.address);
    await use(relay);
    await relay.stop();
    await backend.stop();
    await page.child.end('SIGKILL');
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
