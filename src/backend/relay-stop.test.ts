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
});
