import { describe, expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import { ask, get, notice } from '../testing/client.ts';
import { asContact, envelope, TestPerson } from '../testing/person.ts';
import { startTestRelay } from '../testing/relay.ts';
import type { Interceptor } from '../testing/store-faults.ts';

describe('a store that cannot be reached', () => {
  const refused = { ok: false, error: { code: 'unavailable' } };

  /** A relay, and the calls to its store that fail as long as they are listed here. */
  async function startWithFaults() {
    const failing = new Set<string>();
    const line: Interceptor = (method, call) =>
      failing.has(method) ? Promise.reject(new ChatError('unavailable')) : call();
    return { ...(await startTestRelay({}, line)), failing };
  }

  it('keeps connections open and tells senders to retry later', async () => {
    const { relay, visit, failing } = await startWithFaults();
    const { socket, person } = await visit('alice');
    const request = await asContact(socket, { to: person.identity, envelope: envelope() });
    for (const method of ['mailboxes.enqueue', 'names.holder', 'presence.heartbeat', 'lobby.slice'])
      failing.add(method);
    await relay.beat();
    expect(await ask(socket, 'message:send', request)).toEqual(refused);
    expect(await ask(socket, 'directory:find', { name: 'alice' })).toEqual(refused);
    expect(await ask(socket, 'lobby:open', { prefix: '' })).toEqual(refused);
    expect(relay.readiness()).toEqual({ ready: true, reasons: [] });
    failing.clear();
    await relay.beat();
    expect(await ask(socket, 'message:send', request)).toMatchObject({ ok: true });
    expect(await ask(socket, 'lobby:open', { prefix: '' })).toMatchObject({ ok: true });
  });

  it('rejects a sign-in and leaves no name behind', async () => {
    const { connect, store, failing } = await startWithFaults();
    const alice = await TestPerson.create('alice');
    const socket = await connect();
    failing.add('people.publish');
    expect(await alice.trySignIn(socket)).toEqual(refused);
    expect(await store.names.holder('alice')).toBeUndefined();
    failing.clear();
    await alice.signIn(socket);
  });

  it('is queried again for queued envelopes at the next heartbeat', async () => {
    const { relay, visit, failing, log } = await startWithFaults();
    const { socket, person } = await visit('alice');
    failing.add('mailboxes.peek');
    const sent = { to: person.identity, envelope: envelope() };
    await get(socket, 'message:send', await asContact(socket, sent));
    expect(log.filter((entry) => entry.includes('a delivery failed'))).toHaveLength(1);
    failing.clear();
    const delivered = notice(socket, 'mailbox:deliver');
    await relay.beat();
    expect((await delivered).items).toHaveLength(1);
  });

  it('gets no second heartbeat while the last one is unanswered', async () => {
    const waiting: (() => void)[] = [];
    const line: Interceptor = (method, call) =>
      method === 'presence.heartbeat'
        ? new Promise((resolve) => waiting.push(() => resolve(call())))
        : call();
    const { relay, visit } = await startTestRelay({}, line);
    await visit('alice');
    const beats = [relay.beat(), relay.beat(), relay.beat()];
    expect(waiting).toHaveLength(1);
    while (waiting.length > 0) waiting.shift()?.();
    await beats[0];
  });
});

describe('a store that lost its data', () => {
  it('makes clients sign in again: their connections end at the next heartbeat', async () => {
    const { relay, visit, store } = await startTestRelay();
    const { socket, person } = await visit('alice');
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    await relay.beat();
    expect(socket.connected).toBe(true);
    await store.people.forget(person.id);
    await relay.beat();
    expect(await closed).toBe('transport close');
  });
});
