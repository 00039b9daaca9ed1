import { expect, it } from '@jest/globals';
import { startTestRelay } from './testing/relay.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('a full relay is not ready until a client leaves, and keeps its connections', async () => {
  const { relay, connect } = await startTestRelay({ maxConnections: 2 });
  const first = await connect();
  expect(relay.readiness().ready).toBe(true);
  const second = await connect();
  expect(relay.readiness()).toEqual({ ready: false, reasons: ['full'] });
  first.disconnect();
  while (!relay.readiness().ready) await turn();
  expect(second.connected).toBe(true);
});
