import { describe, expect, it } from '@jest/globals';
import { notice } from './testing/client.ts';
import { startTestRelay } from './testing/relay.ts';

describe('draining', () => {
  it('asks clients to move, accepts no new ones, and finishes when the last has left', async () => {
    const { relay, visit, connect, store } = await startTestRelay();
    const { socket, person } = await visit('alice');
    expect(relay.readiness()).toEqual({ ready: true, reasons: [] });
    const asked = notice(socket, 'server:draining');
    const drained = relay.drain({ waitMs: 0, spreadMs: 600_000 });
    expect(await asked).toEqual({ spreadMs: 450_000 });
    expect(relay.readiness()).toEqual({ ready: false, reasons: ['draining'] });
    await expect(connect()).rejects.toMatchObject({ data: { code: 'draining' } });
    socket.disconnect();
    await drained;
    expect(await store.people.find(person.id)).toMatchObject({ online: false });
  });

  it('terminates connections that outlast the drain, so that their clients reconnect', async () => {
    const { relay, visit, store } = await startTestRelay();
    const { socket, person } = await visit('alice');
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    await relay.drain({ waitMs: 0, spreadMs: 0 });
    // After 'io server disconnect' the client would not reconnect.
    expect(await closed).toBe('transport close');
    expect(await store.people.find(person.id)).toMatchObject({ online: false });
  });

  it('does not wait for a client that is being closed and polls no more', async () => {
    const { relay, port } = await startTestRelay();
    const address = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
    const opening = await (await fetch(address)).text();
    const session = `${address}&sid=${JSON.parse(opening.slice(1)).sid}`;
    await fetch(session, { method: 'POST', body: '4 is not a packet' });
    expect(await relay.metrics.text()).toContain('live_chat_connections 1\n');
    await relay.close();
    expect(await relay.metrics.text()).toContain('live_chat_connections 0\n');
  });
});
