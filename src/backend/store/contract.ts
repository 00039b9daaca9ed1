import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bytes, utf8 } from '../../protocol/bytes.ts';
import {
  ENVELOPE_MAX_BYTES,
  MAILBOX_MAX_AGE_MS,
  MAILBOX_MAX_BYTES,
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_SENDER_SHARE,
  NAME_HELD_MS,
  PRESENCE_LIFE_MS,
  SIGN_INS_PER_MINUTE,
  STRANGERS_MAIL_PER_HOUR,
} from '../../protocol/limits.ts';
import { foldName } from '../../protocol/name.ts';
import { HeldNames } from '../sessions/held-names.ts';
import { LANE_LIMITS, type LaneLimits } from './lane-limits.ts';
import type {
  Enqueued,
  LobbySlice,
  Mailboxes,
  PersonId,
  PresenceSession,
  QueuedEnvelope,
  SentEnvelope,
  SessionState,
  Store,
} from './store.ts';
import {
  ALL,
  alice,
  bundleOf,
  Clock,
  type Fixture,
  type Open,
  refusedWith,
  START,
  sentBy,
  stateOf,
  together,
} from './testing/contract-fixture.ts';
import { policyContract } from './testing/policy-contract.ts';
import { strangersContract } from './testing/strangers-contract.ts';

/** Creates an empty store on a clock that the suite moves. */
export type MakeStore = (now: () => number) => Promise<Store>;

/** What every store must do. The suite moves the clock and never waits. */
export function storeContract(title: string, makeStore: MakeStore): void {
  describe(`${title} as a store`, () => {
    let fixture: Fixture;
    const open: Open = () => fixture;
    beforeEach(async () => {
      const clock = new Clock();
      fixture = { clock, store: await makeStore(clock.now) };
    });
    afterEach(() => fixture.store.close());
    describe('names', () => namesContract(open));
    describe('held names', () => heldNamesContract(open));
    describe('bundles', () => bundlesContract(open));
    describe('presence', () => presenceContract(open));
    describe('lobby', () => lobbyContract(open));
    describe('mailboxes', () => mailboxContract(open, ({ mailboxes }) => mailboxes));
    describe("strangers' mailboxes", () =>
      mailboxContract(open, ({ strangersMail }) => strangersMail));
    describe("the strangers' lane", () => strangersContract(open));
    describe('a policy', () => policyContract(open));
    describe('mailbox limits', () => mailboxLimitsContract(open));
    describe('mailbox notifications', () => notificationsContract(open));
    describe('addresses', () => addressesContract(open));
    describe.each(['mailboxes', 'strangersMail'] as const)('laws of %s', (noun) =>
      mailboxLaws(makeStore, noun),
    );
  });
}

function heldNamesContract(open: Open): void {
  const held = (): HeldNames => new HeldNames(open().store.names);

  it.each([
    ['alice', 'ALICE'],
    ['alice', 'aIice'],
    ['alice', 'al1ce'],
    ['Alice', 'Ali\u0307ce'],
    ['Alice', 'АӏІсе'],
    ['Bob', 'B\u1d0fb'],
    ['Вова', 'ВОВА'],
  ])('keep others from a name like %s, such as %s', async (name, other) => {
    const names = held();
    expect(await names.claim(name, 'A')).toBeDefined();
    expect(await names.claim(name, 'A')).toBeDefined();
    expect(await names.isFree(other)).toBe(false);
    expect(await names.claim(other, 'B')).toBeUndefined();
    expect(await names.claim(other, 'A')).toBeDefined();
    await names.release(other, 'B');
    expect(await names.isFree(name)).toBe(false);
  });

  it('leave nothing of a claim that failed', async () => {
    const names = held();
    await names.claim('alice', 'A');
    expect(await names.claim('al1ce', 'B')).toBeUndefined();
    await names.release('alice', 'A');
    expect(await names.isFree('al1ce')).toBe(true);
    expect(await names.claim('al1ce', 'C')).toBeDefined();
  });

  it('are given back as far as they were not held before', async () => {
    const names = held();
    const giveBack = await names.claim('alice', 'A');
    await (await names.claim('alice', 'A'))?.();
    expect(await names.isFree('alice')).toBe(false);
    await giveBack?.();
    expect(await names.isFree('alice')).toBe(true);
  });

  it('stay held when their holder changes to a name that looks the same', async () => {
    const names = held();
    await names.claim('alice', 'A');
    await names.claim('al1ce', 'A');
    await names.release('alice', 'A', 'al1ce');
    expect(await names.isFree('alice')).toBe(false);
    await names.release('al1ce', 'A');
    expect(await names.isFree('alice')).toBe(true);
  });
}

function namesContract(open: Open): void {
  it('belong to the person who claims them first', async () => {
    const { names } = open().store;
    expect(await names.claim('alice', 'A')).toBe('new');
    expect(await names.claim('alice', 'B')).toBe('taken');
    expect(await names.claim('alice', 'A')).toBe('held');
    expect(await names.holder('alice')).toBe('A');
    expect(await names.holder('bob')).toBeUndefined();
  });

  it('can be released only by their holder', async () => {
    const { names } = open().store;
    await names.claim('alice', 'A');
    await names.release('alice', 'B');
    expect(await names.holder('alice')).toBe('A');
    await names.release('alice', 'A');
    expect(await names.claim('alice', 'B')).toBe('new');
  });

  it('are held for 72 hours after the last claim, and no longer', async () => {
    const { store, clock } = open();
    await store.names.claim('alice', 'A');
    clock.advance(NAME_HELD_MS - 1);
    expect(await store.names.claim('alice', 'A')).toBe('held');
    clock.advance(NAME_HELD_MS - 1);
    expect(await store.names.claim('alice', 'B')).toBe('taken');
    clock.advance(1);
    expect(await store.names.holder('alice')).toBeUndefined();
    expect(await store.names.claim('alice', 'B')).toBe('new');
  });

  it.each(['__proto__', 'constructor', '', '{a}:b', '\u{1F600}'])('may be %j', async (name) => {
    const { names } = open().store;
    expect(await names.holder(name)).toBeUndefined();
    expect(await names.claim(name, 'A')).toBe('new');
    expect(await names.holder(name)).toBe('A');
  });
}

function bundlesContract(open: Open): void {
  it('are found as they were published', async () => {
    const { people } = open().store;
    expect(await people.find('A')).toBeUndefined();
    expect(await people.publish('A', bundleOf('alice'))).toBeUndefined();
    expect(await people.find('A')).toMatchObject({ name: 'alice', online: false });
    expect((await people.find('A'))?.bundle).toEqual(bundleOf('alice').bytes);
  });

  it('are replaced by higher numbers, which returns the previous name', async () => {
    const { people } = open().store;
    await people.publish('A', bundleOf('alice', 1));
    expect(await people.publish('A', bundleOf('Alys', 2))).toBe('alice');
    expect((await people.find('A'))?.bundle).toEqual(bundleOf('Alys', 2).bytes);
  });

  it('are rejected with a lower number, or the same number and another digest', async () => {
    const { people } = open().store;
    await people.publish('A', bundleOf('alice', 7));
    await expect(people.publish('A', bundleOf('alice', 6))).rejects.toEqual(
      refusedWith('bundle-rollback'),
    );
    await expect(people.publish('A', bundleOf('alice', 7, 'fork'))).rejects.toEqual(
      refusedWith('bundle-rollback'),
    );
    expect(await people.publish('A', bundleOf('alice', 7))).toBe('alice');
  });

  it('are forgotten 72 hours after their owner was last seen', async () => {
    const { store, clock } = open();
    await store.people.publish('A', bundleOf('alice'));
    clock.advance(NAME_HELD_MS - 1);
    await store.presence.connect(alice('c1'));
    await store.presence.disconnect('A', 'c1');
    clock.advance(NAME_HELD_MS - 1);
    expect(await store.people.find('A')).toBeDefined();
    clock.advance(1);
    expect(await store.people.find('A')).toBeUndefined();
  });

  it('are deleted with the mailbox when their owner signs out for good', async () => {
    const { people, mailboxes } = open().store;
    await people.publish('A', bundleOf('alice'));
    await mailboxes.enqueue('A', sentBy('B', '1'));
    await people.forget('A');
    expect(await people.find('A')).toBeUndefined();
    expect(await mailboxes.peek('A', ALL)).toEqual([]);
    await people.publish('A', bundleOf('alice'));
    expect(await mailboxes.peek('A', ALL)).toEqual([]);
  });
}

function presenceContract(open: Open): void {
  beforeEach(async () => {
    await open().store.people.publish('A', bundleOf('alice'));
  });

  it('lasts from the connect to the disconnect of one connection', async () => {
    const { store, clock } = open();
    const connected = { since: START, replaced: undefined };
    expect(await store.presence.connect(alice('c1'))).toMatchObject(connected);
    expect(await store.people.find('A')).toMatchObject({ online: true, since: START });
    clock.advance(1000);
    expect(await store.presence.disconnect('A', 'c1')).toBe(START + 1000);
    expect(await store.people.find('A')).toMatchObject({ online: false, since: START + 1000 });
    expect(await stateOf(store, alice('c1'))).toBe('lost');
  });

  it('needs a bundle', async () => {
    const bob = { person: 'B', name: 'bob', connection: 'c1' };
    await expect(open().store.presence.connect(bob)).rejects.toEqual(refusedWith('person-unknown'));
    expect((await open().store.lobby.slice({ prefix: '', limit: 50 })).total).toBe(0);
  });

  it('passes to the newest connection, which keeps the time and learns what it replaced', async () => {
    const { store, clock } = open();
    await store.presence.connect(alice('c1'));
    clock.advance(1000);
    expect(await store.presence.connect(alice('c2'))).toMatchObject({
      since: START,
      replaced: 'c1',
    });
    expect(await stateOf(store, alice('c1'))).toBe('replaced');
    expect(await store.presence.disconnect('A', 'c1')).toBeUndefined();
    expect(await store.people.find('A')).toMatchObject({ online: true, since: START });
    expect(await stateOf(store, alice('c2'))).toEqual([]);
  });

  it('of a newer connection is lost, not replaced, when an older sign-in takes effect after it', async () => {
    const { store, clock } = open();
    const { connectedAt } = await store.presence.connect(alice('newer'));
    expect(connectedAt).toBe(clock.time);
    // A store that stood still runs commands in another order than that in which they were sent.
    clock.advance(-1);
    expect(await store.presence.connect(alice('older'))).toMatchObject({ replaced: undefined });
    clock.advance(2);
    expect(await stateOf(store, alice('newer'), connectedAt)).toBe('lost');
    expect(await stateOf(store, alice('older'), connectedAt - 1)).toEqual([]);
    expect(await store.presence.connect(alice('again'))).toMatchObject({ replaced: 'older' });
  });

  it('expires without a heartbeat, so that people of a crashed pod disappear', async () => {
    const { store, clock } = open();
    await store.presence.connect(alice('c1'));
    clock.advance(PRESENCE_LIFE_MS - 1);
    expect(await stateOf(store, alice('c1'))).toEqual([]);
    clock.advance(PRESENCE_LIFE_MS - 1);
    expect(await store.people.find('A')).toMatchObject({ online: true });
    clock.advance(1);
    expect(await store.people.find('A')).toMatchObject({ online: false });
    const since = clock.time;
    expect(await store.presence.connect(alice('c2'))).toMatchObject({ since, replaced: 'c1' });
  });

  it('reports mail with a heartbeat', async () => {
    const { presence, mailboxes } = open().store;
    await presence.connect(alice('c1'));
    expect(await stateOf(open().store, alice('c1'))).toEqual([]);
    await mailboxes.enqueue('A', sentBy('B', '1'));
    expect(await stateOf(open().store, alice('c1'))).toEqual(['contacts']);
    const [first] = await mailboxes.peek('A', ALL);
    await mailboxes.acknowledge('A', [first?.entryId ?? '']);
    expect(await stateOf(open().store, alice('c1'))).toEqual([]);
  });

  it('is confirmed for many sessions together, each with its own state', async () => {
    const { store } = open();
    await store.people.publish('B', bundleOf('bob'));
    const bob = { person: 'B', name: 'bob', connection: 'c2' };
    const nobody = { person: 'C', name: 'carol', connection: 'c3' };
    for (const session of [alice('c1'), bob]) await store.presence.connect(session);
    await store.mailboxes.enqueue('B', sentBy('A', '1'));
    const states = new Map<PersonId, SessionState>();
    const sessions = [alice('c1'), bob, nobody].map((session) => ({
      ...session,
      since: START,
      connectedAt: START,
      isListed: true,
    }));
    await store.presence.heartbeat(sessions, ({ person }, state) => states.set(person, state));
    expect([...states].sort()).toEqual([
      ['A', []],
      ['B', ['contacts']],
      ['C', 'lost'],
    ]);
    expect((await store.lobby.slice({ prefix: '', limit: 50 })).total).toBe(2);
  });
}

const namesIn = ({ entries }: LobbySlice): readonly string[] => entries.map(({ name }) => name);

function lobbyContract(open: Open): void {
  const sessionOf = (name: string, connection = `c-${name}`): PresenceSession => ({
    person: `of ${name}`,
    name,
    connection,
  });
  const enter = async (name: string): Promise<unknown> => {
    const session = sessionOf(name);
    await open().store.people.publish(session.person, bundleOf(name));
    return open().store.presence.connect(session);
  };
  const leave = (name: string, connection = `c-${name}`): Promise<unknown> =>
    open().store.presence.disconnect(sessionOf(name).person, connection);
  const enterAll = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      await enter(name);
      open().clock.advance(1);
    }
  };
  const slice = (prefix: string, limit = 50, after?: string): Promise<LobbySlice> =>
    open().store.lobby.slice({ prefix, limit, after });

  it('lists the newest first, or the names that begin with a prefix in order', async () => {
    await enterAll('bob', 'Alice', 'alan', 'Zoë', 'al');
    expect(namesIn(await slice(''))).toEqual(['al', 'Zoë', 'alan', 'Alice', 'bob']);
    expect(namesIn(await slice('al'))).toEqual(['al', 'alan', 'Alice']);
    expect(namesIn(await slice('zo'))).toEqual(['Zoë']);
    expect(await slice('x')).toEqual({ entries: [], total: 0, next: undefined });
  });

  it.each(['', 'n'])(
    'comes in pages that together hold everybody once, prefix %j',
    async (prefix) => {
      const names = Array.from({ length: 23 }, (_, index) => `n${index}`);
      await enterAll(...names);
      const seen: string[] = [];
      let next: string | undefined;
      do {
        const page = await slice(prefix, 5, next);
        expect(page.total).toBe(23);
        seen.push(...namesIn(page));
        next = page.next;
      } while (next !== undefined);
      expect(seen).toHaveLength(23);
      expect([...seen].sort()).toEqual([...names].sort());
    },
  );

  it('continues after a page even if its last person left', async () => {
    await enterAll('a', 'b', 'c', 'd');
    const { next } = await slice('', 2);
    await leave('c');
    expect(namesIn(await slice('', 2, next))).toEqual(['b', 'a']);
  });

  it.each(['not a cursor', '=', '_'])('rejects the cursor %j', async (cursor) => {
    await expect(slice('', 5, cursor)).rejects.toEqual(refusedWith('malformed'));
  });

  it('removes an entry for the connection that made it, and for no other', async () => {
    await enter('alice');
    await leave('alice', 'older');
    expect((await slice('')).total).toBe(1);
    await leave('alice');
    expect((await slice('')).total).toBe(0);
  });

  it('lists a person once, under the newest name', async () => {
    const { people, presence } = open().store;
    await people.publish('A', bundleOf('alice', 1));
    await presence.connect({ person: 'A', name: 'alice', connection: 'c1' });
    await people.publish('A', bundleOf('Alys', 2));
    await presence.connect({ person: 'A', name: 'Alys', connection: 'c2' });
    expect(namesIn(await slice(''))).toEqual(['Alys']);
    expect((await slice('alice')).total).toBe(0);
  });

  it('drops entries that nobody confirms, and lists them again when their connection does', async () => {
    const { store, clock } = open();
    await enter('alice');
    await enter('bob');
    clock.advance(PRESENCE_LIFE_MS - 1);
    expect(await stateOf(store, sessionOf('alice'))).toEqual([]);
    expect(await stateOf(store, sessionOf('bob', 'older'), START - 1)).toBe('replaced');
    clock.advance(1);
    expect(namesIn(await slice(''))).toEqual(['alice']);
    expect(await stateOf(store, sessionOf('bob'))).toEqual([]);
    expect([...namesIn(await slice(''))].sort()).toEqual(['alice', 'bob']);
  });

  it('changes its revision when its entries change or expire, and at no other time', async () => {
    const { store, clock } = open();
    const revisions = new Set<number>();
    const note = async (): Promise<unknown> => revisions.add(await store.lobby.revision());
    await note();
    await enter('alice');
    await note();
    await slice('');
    await stateOf(store, sessionOf('alice'));
    await note();
    await enter('bob');
    await note();
    await leave('bob');
    await note();
    clock.advance(PRESENCE_LIFE_MS);
    await note();
    expect(revisions.size).toBe(5);
  });

  it('finds by prefix exactly the names that begin with it', async () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', 'ж', ' '), maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word), word, async (names, prefix) => {
        const { lobby } = open().store;
        await Promise.all(names.map(enter));
        const folded = foldName(prefix);
        const expected = names.filter((name) => foldName(name).startsWith(folded));
        const found = await lobby.slice({ prefix: folded, limit: 1000 });
        expect([...namesIn(found)].sort()).toEqual([...expected].sort());
        expect(found.total).toBe(expected.length);
        await Promise.all(names.map((name) => leave(name)));
      }),
    );
  });
}

function mailboxContract(open: Open, mailboxesOf: (store: Store) => Mailboxes): void {
  const mailboxes = (): Mailboxes => mailboxesOf(open().store);
  beforeEach(async () => {
    await open().store.people.publish('A', bundleOf('alice'));
  });
  /** One after the other: calls by several pods at the same time have no order. */
  const append = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) await mailboxes().enqueue('A', sentBy('B', id));
  };
  const contents = async (): Promise<readonly string[]> =>
    (await mailboxes().peek('A', ALL)).map((item) => Buffer.from(item.envelope).toString());

  it('keep envelopes in order until they are acknowledged', async () => {
    await append('1', '2', '3');
    expect(await contents()).toEqual(['1', '2', '3']);
    const [, second] = await mailboxes().peek('A', ALL);
    await mailboxes().acknowledge('A', [second?.entryId ?? '']);
    expect(await contents()).toEqual(['1', '3']);
  });

  it('return the next batch when envelopes are acknowledged', async () => {
    for (const id of ['1', '2', '3', '4']) await append(id);
    const [first] = await mailboxes().peek('A', ALL);
    const next = await mailboxes().acknowledge('A', [first?.entryId ?? ''], {
      envelopes: 2,
      bytes: 100,
    });
    expect(next.map(({ envelope }) => Buffer.from(envelope).toString())).toEqual(['2', '3']);
    const entryIds = (await mailboxes().peek('A', ALL)).map(({ entryId }) => entryId);
    expect(await mailboxes().acknowledge('A', entryIds, ALL)).toEqual([]);
    expect(await mailboxes().acknowledge('X', ['1'], ALL)).toEqual([]);
  });

  it('report the sender of an envelope', async () => {
    await append('1');
    expect(await mailboxes().peek('A', ALL)).toMatchObject([{ from: 'B' }]);
  });

  it('report when an envelope was queued, and how many there are', async () => {
    const { clock } = open();
    const put = async (id: string): Promise<number> =>
      (await mailboxes().enqueue('A', sentBy('B', id))).waiting;
    expect(await put('1')).toBe(1);
    clock.advance(5);
    expect(await put('2')).toBe(2);
    expect(await put('1')).toBe(2);
    const envelopes = await mailboxes().peek('A', ALL);
    expect(envelopes.map(({ queuedAt }) => queuedAt)).toEqual([START, START + 5]);
    const [first, second] = envelopes.map(({ position }) => position) as [number, number];
    expect(second).toBeGreaterThan(first);
    await mailboxes().acknowledge('A', [envelopes[0]?.entryId ?? '']);
    expect(await put('3')).toBe(2);
  });

  it('report a position that grows with every envelope, also once they were acknowledged', async () => {
    const put = (id: string): Promise<Enqueued> => mailboxes().enqueue('A', sentBy('B', id));
    const first = await put('1');
    const second = await put('2');
    expect(second.position).toBeGreaterThan(first.position);
    expect(await put('1')).toEqual({ ...second, entryId: undefined });
    const entryIds = (await mailboxes().peek('A', ALL)).map(({ entryId }) => entryId);
    expect(entryIds).toEqual([first.entryId, second.entryId]);
    await mailboxes().acknowledge('A', entryIds);
    expect((await put('3')).position).toBeGreaterThan(second.position);
  });

  it('report the pod of the receiver while they are connected', async () => {
    const { store } = open();
    const podOf = async (id: string): Promise<string | undefined> =>
      (await mailboxes().enqueue('A', sentBy('B', id))).pod;
    expect(await podOf('1')).toBeUndefined();
    await store.presence.connect(alice('first'));
    expect(await podOf('2')).toEqual(expect.any(String));
    expect(await podOf('2')).toEqual(expect.any(String));
    await store.presence.disconnect('A', 'first');
    expect(await podOf('3')).toBeUndefined();
  });

  it('reject envelopes to unknown people', async () => {
    await expect(mailboxes().enqueue('X', sentBy('B', '1'))).rejects.toEqual(
      refusedWith('person-unknown'),
    );
  });

  it('drop a second envelope with the same id and sender while the first is queued', async () => {
    await append('1', '1');
    expect(await contents()).toEqual(['1']);
    const [first] = await mailboxes().peek('A', ALL);
    await mailboxes().acknowledge('A', [first?.entryId ?? '']);
    await append('1');
    expect(await contents()).toEqual(['1']);
  });

  it("keep envelopes with the same id from two senders: nobody can suppress another's", async () => {
    await append('1');
    await mailboxes().enqueue('A', sentBy('C', '1'));
    expect(await contents()).toEqual(['1', '1']);
  });

  it('return batches within a size, and at least one envelope', async () => {
    await append('11', '22', '33');
    const batch = (envelopes: number, bytes: number): Promise<number> =>
      mailboxes()
        .peek('A', { envelopes, bytes })
        .then((envelopes) => envelopes.length);
    expect(await batch(2, 100)).toBe(2);
    expect(await batch(3, 4)).toBe(2);
    expect(await batch(3, 5)).toBe(2);
    expect(await batch(3, 1)).toBe(1);
  });

  it('ignore entry ids that are unknown', async () => {
    await append('1');
    const [first] = await mailboxes().peek('A', ALL);
    await mailboxes().acknowledge('A', [first?.entryId ?? '', first?.entryId ?? '', '0-0']);
    await mailboxes().acknowledge('X', ['1']);
    await append('2');
    expect(await contents()).toEqual(['2']);
  });
}

function mailboxLimitsContract(open: Open): void {
  beforeEach(async () => {
    await open().store.people.publish('A', bundleOf('alice'));
  });

  const fill = (from: PersonId, count: number, envelope: Bytes): Promise<unknown> =>
    together(count, (index) =>
      open().store.mailboxes.enqueue('A', sentBy(from, `${from}${index}`, envelope)),
    );
  const appendFrom = (from: PersonId, bytes = 1): Promise<Enqueued> =>
    open().store.mailboxes.enqueue('A', sentBy(from, 'one more', new Uint8Array(bytes)));

  it('allow one sender a quarter of the envelopes, and four senders all of them', async () => {
    const share = MAILBOX_MAX_ENVELOPES * MAILBOX_SENDER_SHARE;
    await fill('B', share, utf8('.'));
    await expect(appendFrom('B')).rejects.toEqual(refusedWith('mailbox-share-full'));
    for (const from of ['C', 'D', 'E']) await fill(from, share, utf8('.'));
    await expect(appendFrom('F')).rejects.toEqual(refusedWith('mailbox-full'));
    const [first] = await open().store.mailboxes.peek('A', ALL);
    await open().store.mailboxes.acknowledge('A', [first?.entryId ?? '']);
    await appendFrom('F');
  });

  it('allow one sender a quarter of the bytes, and four senders all of them', async () => {
    const quarter = MAILBOX_MAX_BYTES * MAILBOX_SENDER_SHARE;
    await fill('B', 64, new Uint8Array(quarter / 64));
    await expect(appendFrom('B')).rejects.toEqual(refusedWith('mailbox-share-full'));
    for (const from of ['C', 'D', 'E']) await fill(from, 64, new Uint8Array(quarter / 64));
    await expect(appendFrom('F')).rejects.toEqual(refusedWith('mailbox-full'));
  });

  it('expire envelopes after 72 hours, which makes room', async () => {
    const { store, clock } = open();
    await fill('B', MAILBOX_MAX_ENVELOPES * MAILBOX_SENDER_SHARE, utf8('.'));
    clock.advance(MAILBOX_MAX_AGE_MS / 2);
    await store.presence.connect(alice('c1'));
    clock.advance(MAILBOX_MAX_AGE_MS / 2 - 1);
    await expect(appendFrom('B')).rejects.toEqual(refusedWith('mailbox-share-full'));
    clock.advance(1);
    await appendFrom('B');
    expect(await store.mailboxes.peek('A', ALL)).toHaveLength(1);
  });
}

function notificationsContract(open: Open): void {
  it('is sent for an envelope into the empty mailbox of a connected person, and for nobody else', async () => {
    const { people, presence, mailboxes, notifier } = open().store;
    for (const person of ['A', 'B']) await people.publish(person, bundleOf(person));
    await presence.connect({ person: 'B', name: 'B', connection: 'c1' });
    const notified = new Promise((resolve) => notifier.onNotification(resolve));
    await mailboxes.enqueue('A', sentBy('C', '1'));
    await mailboxes.enqueue('B', sentBy('C', '1'));
    expect(await notified).toBe('B');
  });

  it('carries the oldest envelope or none', async () => {
    const { people, presence, mailboxes, notifier } = open().store;
    await people.publish('A', bundleOf('alice'));
    await presence.connect(alice('c1'));
    // Large ones are not carried. Zeros end the fields before them.
    for (const size of [1, 8_192, 8_193, ENVELOPE_MAX_BYTES]) {
      const notified = new Promise<QueuedEnvelope | undefined>((resolve) =>
        notifier.onNotification((_person, _lane, carried) => resolve(carried)),
      );
      await mailboxes.enqueue('A', sentBy('B', `${size}`, new Uint8Array(size)));
      const [oldest] = await mailboxes.peek('A', ALL);
      expect([oldest, undefined]).toContainEqual(await notified);
      await mailboxes.acknowledge('A', [oldest?.entryId ?? '']);
    }
  });

  it('is sent again once the mailbox was drained', async () => {
    const { people, presence, mailboxes, notifier } = open().store;
    await people.publish('A', bundleOf('alice'));
    await presence.connect(alice('c1'));
    for (const id of ['1', '2']) {
      const notified = new Promise((resolve) => notifier.onNotification(resolve));
      await mailboxes.enqueue('A', sentBy('B', id));
      expect(await notified).toBe('A');
      const envelopes = await mailboxes.peek('A', ALL);
      await mailboxes.acknowledge(
        'A',
        envelopes.map(({ entryId }) => entryId),
      );
    }
  });
}

/** What may happen to a mailbox. `seen` is a batch that was read before and is removed now. */
type Step =
  | { readonly type: 'enqueue'; readonly from: string; readonly id: number; readonly size: number }
  | { readonly type: 'read'; readonly envelopes: number; readonly bytes: number }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('enqueue' as const),
    from: fc.constantFrom('B', 'C'),
    id: fc.nat(9),
    size: fc.integer({ min: 1, max: 64 }),
  }),
  fc.record({
    type: fc.constant('read' as const),
    envelopes: fc.integer({ min: 1, max: 8 }),
    bytes: fc.integer({ min: 1, max: 256 }),
  }),
  fc.record({ type: fc.constant('acknowledge' as const) }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.nat(MAILBOX_MAX_AGE_MS / 2) }),
);

/** The model of a mailbox: a list. */
class MailboxModel {
  readonly #maxAgeMs: number;
  #envelopes: { readonly sent: SentEnvelope; readonly expires: number }[] = [];

  constructor({ maxAgeMs }: LaneLimits) {
    this.#maxAgeMs = maxAgeMs;
  }

  enqueue(sent: SentEnvelope, now: number): void {
    this.#dropExpired(now);
    const queued = this.#envelopes.some(
      ({ sent: { from, id } }) => from === sent.from && String(id) === String(sent.id),
    );
    if (!queued) this.#envelopes.push({ sent, expires: now + this.#maxAgeMs });
  }

  peek(envelopes: number, bytes: number, now: number): readonly SentEnvelope[] {
    this.#dropExpired(now);
    let size = 0;
    const fits = this.#envelopes.findIndex(({ sent: { envelope } }, index) => {
      size += envelope.length;
      return index >= envelopes || (index > 0 && size > bytes);
    });
    const count = fits === -1 ? this.#envelopes.length : fits;
    return this.#envelopes.slice(0, count).map(({ sent }) => sent);
  }

  acknowledge(envelopes: readonly SentEnvelope[]): void {
    this.#envelopes = this.#envelopes.filter(({ sent }) => !envelopes.includes(sent));
  }

  #dropExpired(now: number): void {
    this.#envelopes = this.#envelopes.filter(({ expires }) => expires > now);
  }
}

function addressesContract(open: Open): void {
  it('may sign in a limited number of times in a minute', async () => {
    const { addressLimits } = open().store;
    for (let count = 0; count < SIGN_INS_PER_MINUTE; count++) {
      expect(await addressLimits.count('sign-ins', 'a')).toBe(0);
    }
    expect(await addressLimits.count('sign-ins', 'a')).toBeGreaterThan(0);
    expect(await addressLimits.count('sign-ins', 'b')).toBe(0);
  });

  it('may send a limited number of envelopes of strangers in an hour', async () => {
    const { store, clock } = open();
    const count = (address: string): Promise<number> =>
      store.addressLimits.count('strangers-mail', address);
    const times = Array.from({ length: STRANGERS_MAIL_PER_HOUR }, () => count('a'));
    expect(new Set(await Promise.all(times))).toEqual(new Set([0]));
    expect(await count('a')).toBeGreaterThan(0);
    expect(await count('b')).toBe(0);
    clock.advance(3_600_000 / STRANGERS_MAIL_PER_HOUR);
    expect(await count('a')).toBe(0);
    expect(await count('a')).toBeGreaterThan(0);
  });

  it('have the connections that this process reports while no other process does', async () => {
    const { addressLimits } = open().store;
    expect(await addressLimits.reportConnections('a', 7)).toBe(7);
    expect(await addressLimits.reportConnections('b', 0)).toBe(0);
  });
}

function mailboxLaws(makeStore: MakeStore, noun: 'mailboxes' | 'strangersMail'): void {
  it('a mailbox behaves like a list for any sequence of operations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new Clock();
        const store = await makeStore(clock.now);
        await store.people.publish('A', bundleOf('alice'));
        const model = new MailboxModel(
          LANE_LIMITS[noun === 'mailboxes' ? 'contacts' : 'strangers'],
        );
        await runAgainstModel(steps, store, store[noun], model, clock);
        await store.close();
      }),
    );
  });
}

async function runAgainstModel(
  steps: readonly Step[],
  { people }: Store,
  mailboxes: Mailboxes,
  model: MailboxModel,
  clock: Clock,
): Promise<void> {
  let read: { entryIds: readonly string[]; envelopes: readonly SentEnvelope[] } = {
    entryIds: [],
    envelopes: [],
  };
  for (const action of steps) {
    if (action.type === 'enqueue') {
      const sent = sentBy(action.from, String(action.id), new Uint8Array(action.size));
      await mailboxes.enqueue('A', sent);
      model.enqueue(sent, clock.time);
    } else if (action.type === 'read') {
      const batch = await mailboxes.peek('A', action);
      const envelopes = model.peek(action.envelopes, action.bytes, clock.time);
      expect(batch.map(({ from, envelope }) => ({ from, envelope }))).toEqual(
        envelopes.map(({ from, envelope }) => ({ from, envelope })),
      );
      read = { entryIds: batch.map(({ entryId }) => entryId), envelopes };
    } else if (action.type === 'acknowledge') {
      await mailboxes.acknowledge('A', read.entryIds);
      model.acknowledge(read.envelopes);
    } else {
      clock.advance(action.ms);
      // Keeps the person known, so that only the age of envelopes matters here.
      await people.publish('A', bundleOf('alice'));
    }
  }
}
