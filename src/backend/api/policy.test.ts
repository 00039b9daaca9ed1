import { describe, expect, it } from '@jest/globals';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import type { Presence, Request } from '../../protocol/events.ts';
import { decodeToken } from '../../protocol/token.ts';
import { ALL_STORED, ask, eventsOf, get, notice } from '../testing/client.ts';
import { envelope, type TestPerson } from '../testing/person.ts';
import { startTestRelay, type TestRelay, type Visitor } from '../testing/relay.ts';

const DAY = 86_400_000;
type Policy = Request<'account:policy'>;
const OPEN: Policy = { requests: 'everyone', listed: true, invites: [], revoked: [] };

const setPolicy = ({ socket }: Visitor, policy: Partial<Policy>): Promise<unknown> =>
  get(socket, 'account:policy', { ...OPEN, ...policy });

const current = (relay: TestRelay, owner: Visitor, holder: Visitor): Promise<Bytes> =>
  owner.person.token(holder.person, { expires: relay.clock.time + DAY });

const revoking = (token: Bytes, expires: number): Partial<Policy> => ({
  revoked: [{ serial: decodeToken(token).serial, expires }],
});

async function watch(
  { socket }: Visitor,
  { identity }: TestPerson,
  token?: Bytes,
): Promise<Presence | undefined> {
  const { presences } = await get(socket, 'presence:watch', { people: [{ identity, token }] });
  return presences[0];
}

async function setUp() {
  const relay = await startTestRelay();
  const [alice, bob] = [await relay.visit('alice'), await relay.visit('bob')];
  const received: string[] = [];
  bob.socket.on('mailbox:deliver', ({ lane }, ack) => {
    received.push(lane);
    ack(ALL_STORED);
  });
  const send = (token?: Bytes) =>
    ask(alice.socket, 'message:send', { to: bob.person.identity, envelope: envelope(), token });
  return { relay, alice, bob, received, send };
}

const OK = { ok: true, data: {} };
const CLOSED = { ok: false, error: { code: 'requests-closed' } };

describe('the policy of a person', () => {
  it.each<[Policy['requests'], boolean, boolean]>([
    ['everyone', true, true],
    ['link', true, false],
    ['nobody', false, false],
  ])('%s: admits a live invite: %s, any other: %s', async (requests, live, dead) => {
    const { bob, send } = await setUp();
    const serial = new Uint8Array(8).fill(7);
    await setPolicy(bob, { requests, invites: [serial] });
    expect(await send(await bob.person.inviteToken(serial))).toEqual(live ? OK : CLOSED);
    expect(await send(await bob.person.inviteToken())).toEqual(dead ? OK : CLOSED);
  });

  it('never keeps out a contact, whose token may have expired long ago', async () => {
    const { relay, alice, bob, send, received } = await setUp();
    await setPolicy(bob, { requests: 'nobody' });
    expect(await send(await bob.person.token(alice.person))).toEqual(OK);
    expect(await send(await current(relay, bob, alice))).toEqual(OK);
    await get(bob.socket, 'session:challenge', {});
    expect([...received].sort()).toEqual(['contacts', 'strangers']);
  });

  it('discards what a revoked contact sends, and answers as before', async () => {
    const { relay, alice, bob, send, received } = await setUp();
    const token = await current(relay, bob, alice);
    // The second one takes the direct route.
    for (let count = 0; count < 2; count++) expect(await send(token)).toEqual(OK);
    await setPolicy(bob, revoking(token, relay.clock.time + DAY));
    for (let count = 0; count < 3; count++) expect(await send(token)).toEqual(OK);
    await get(bob.socket, 'session:challenge', {});
    expect(received).toEqual(['contacts', 'contacts']);
    expect(await relay.store.mailboxes.peek(bob.person.id, { envelopes: 9, bytes: 9 })).toEqual([]);
    await setPolicy(bob, {});
    expect(await send(token)).toEqual(OK);
  });

  it('decides what people without a contact token see', async () => {
    const { relay, alice, bob } = await setUp();
    const shown = { name: 'bob', online: true, since: relay.clock.time };
    const hidden = { name: 'bob', online: false, since: 0 };
    const lobby = () => get(alice.socket, 'lobby:open', { prefix: 'bob' });
    const token = await current(relay, bob, alice);
    expect(await watch(alice, bob.person)).toMatchObject(shown);
    const left = notice(alice.socket, 'presence:changed');
    await setPolicy(bob, { listed: false });
    expect(await left).toMatchObject(hidden);
    expect((await lobby()).total).toBe(0);
    expect(await watch(alice, bob.person)).toMatchObject(hidden);
    expect(await watch(alice, bob.person, await bob.person.token(alice.person))).toMatchObject(
      hidden,
    );
    expect(await watch(alice, bob.person, await bob.person.inviteToken())).toMatchObject(hidden);
    expect(await get(alice.socket, 'directory:find', { name: 'Bob' })).toMatchObject(hidden);
    expect(await watch(alice, bob.person, token)).toMatchObject(shown);
    await watch(alice, bob.person);
    const came = notice(alice.socket, 'presence:changed');
    await setPolicy(bob, { listed: true });
    expect(await came).toMatchObject(shown);
    expect((await lobby()).total).toBe(1);
  });

  it('hides connects and disconnects from strangers, but not from contacts', async () => {
    const { relay, alice, bob } = await setUp();
    const carol = await relay.visit('carol');
    await setPolicy(bob, { listed: false });
    await watch(alice, bob.person);
    await watch(carol, bob.person, await current(relay, bob, carol));
    const events = eventsOf(alice.socket);
    const went = notice(carol.socket, 'presence:changed');
    bob.socket.disconnect();
    expect(await went).toMatchObject({ online: false });
    await get(alice.socket, 'session:challenge', {});
    expect(events).toEqual([]);
  });

  it('ends the watch of a revoked contact, to whom the person goes offline for good', async () => {
    const { relay, alice, bob } = await setUp();
    const token = await current(relay, bob, alice);
    const hidden = { name: 'bob', online: false, since: 0 };
    await watch(alice, bob.person, token);
    const left = notice(alice.socket, 'presence:changed');
    await setPolicy(bob, revoking(token, relay.clock.time + DAY));
    expect(await left).toMatchObject(hidden);
    expect(await watch(alice, bob.person, token)).toMatchObject(hidden);
    const events = eventsOf(alice.socket);
    bob.socket.disconnect();
    const carol = await relay.visit('carol');
    await watch(carol, bob.person);
    await get(alice.socket, 'session:challenge', {});
    expect(events).toEqual([]);
    expect(toBase64url(bob.person.identity)).toBe(bob.person.id);
  });
});

describe('strangers that fill the mailbox of an offline person', () => {
  it('do not keep contacts out', async () => {
    const { relay, alice, bob } = await setUp();
    const token = await current(relay, bob, alice);
    bob.socket.disconnect();
    const to = bob.person.identity;
    const large = () => ({ to, envelope: envelope(70 * 1024) });
    for (let index = 0; index < 5; index++) {
      const { socket } = await relay.visit(`stranger ${index}`);
      let isAccepted = true;
      while (isAccepted) {
        relay.clock.advance(40);
        isAccepted = (await ask(socket, 'message:send', large())).ok;
      }
    }
    expect(await ask(alice.socket, 'message:send', { ...large(), token })).toEqual(OK);
  });
});
