import { beforeEach, expect, it } from '@jest/globals';
import type { Bytes } from '../../../protocol/bytes.ts';
import {
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_SENDER_SHARE,
  STRANGER_MAX_BYTES,
  STRANGER_MAX_ENVELOPES,
  STRANGERS_MAIL_MAX_BYTES,
  STRANGERS_MAX_AGE_MS,
  STRANGERS_MAX_ENVELOPES,
  STRANGERS_RECEIVERS_MAX,
  STRANGERS_RECEIVERS_MS,
} from '../../../protocol/limits.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { Enqueued, PersonId, QueuedEnvelope, ShownToken } from '../store.ts';
import {
  ALL,
  alice,
  bundleOf,
  type Open,
  refusedWith,
  sentBy,
  stateOf,
  together,
} from './contract-fixture.ts';

const FULL = refusedWith('requests-full');

/** What the strangers' lane guarantees beyond what all mailboxes do. */
export function strangersContract(open: Open): void {
  beforeEach(async () => {
    await open().store.people.publish('A', bundleOf('alice'));
  });
  /** Without another token, with a contact token that has expired. */
  const enqueue = (
    from: PersonId,
    id: string,
    envelope?: Bytes,
    token: ShownToken | undefined = { scope: 'contact', serial: 'expired' },
  ): Promise<Enqueued> =>
    open().store.strangersMail.enqueue('A', { ...sentBy(from, id, envelope), token });
  const fill = (from: PersonId, count: number, bytes = 1): Promise<unknown> =>
    together(count, (index) => enqueue(from, `${from}${index}`, new Uint8Array(bytes)));
  const textsOf = (queued: readonly QueuedEnvelope[]): readonly string[] =>
    queued.map(({ envelope }) => Buffer.from(envelope).toString());

  it("is separate from the contacts' lane, with the same ids", async () => {
    const { mailboxes, strangersMail } = open().store;
    await mailboxes.enqueue('A', sentBy('B', '1'));
    await strangersMail.enqueue('A', sentBy('B', '1'));
    const [contact] = await mailboxes.peek('A', ALL);
    await mailboxes.acknowledge('A', [contact?.entryId ?? '']);
    expect(await mailboxes.peek('A', ALL)).toEqual([]);
    expect(textsOf(await strangersMail.peek('A', ALL))).toEqual(['1']);
  });

  it('allows one stranger a few envelopes and bytes', async () => {
    await fill('B', STRANGER_MAX_ENVELOPES);
    await expect(enqueue('B', 'one more')).rejects.toEqual(FULL);
    await fill('C', 4, STRANGER_MAX_BYTES / 4);
    await expect(enqueue('C', 'one more')).rejects.toEqual(FULL);
    await enqueue('D', 'of somebody else');
  });

  it('is full after a number of envelopes, which contacts do not notice', async () => {
    const strangers = STRANGERS_MAX_ENVELOPES / STRANGER_MAX_ENVELOPES;
    await together(strangers, (index) => fill(`S${index}`, STRANGER_MAX_ENVELOPES));
    await expect(enqueue('T', 'one more')).rejects.toEqual(FULL);
    const share = MAILBOX_MAX_ENVELOPES * MAILBOX_SENDER_SHARE;
    await together(share, (index) => open().store.mailboxes.enqueue('A', sentBy('B', `${index}`)));
    expect(await open().store.mailboxes.peek('A', ALL)).toHaveLength(share);
  });

  it('can be filled by strangers to a half and by invited people to three quarters', async () => {
    const { people, strangersMail } = open().store;
    await people.setPolicy('A', { ...DEFAULT_POLICY, invites: ['invite'] });
    const send = (index: number, token?: ShownToken): Promise<Enqueued> =>
      strangersMail.enqueue('A', { ...sentBy(`S${index % 16}`, `${index}`), token });
    const invite = { scope: 'invite', serial: 'invite' } as const;
    const half = STRANGERS_MAX_ENVELOPES / 2;
    await together(half, (index) => send(index));
    await expect(send(half)).rejects.toEqual(FULL);
    await together(half / 2, (index) => send(half + index, invite));
    await expect(send(half * 2, invite)).rejects.toEqual(FULL);
    await send(half * 2, { scope: 'contact', serial: 'expired' });
  });

  it('is full after a number of bytes', async () => {
    const strangers = STRANGERS_MAIL_MAX_BYTES / STRANGER_MAX_BYTES;
    await together(strangers, (index) => fill(`S${index}`, 4, STRANGER_MAX_BYTES / 4));
    await expect(enqueue('T', 'one more')).rejects.toEqual(FULL);
  });

  it('keeps envelopes for a day, which makes room', async () => {
    const { store, clock } = open();
    await fill('B', STRANGER_MAX_ENVELOPES);
    clock.advance(STRANGERS_MAX_AGE_MS - 1);
    await expect(enqueue('B', 'one more')).rejects.toEqual(FULL);
    clock.advance(1);
    await enqueue('B', 'one more');
    expect(textsOf(await store.strangersMail.peek('A', ALL))).toEqual(['one more']);
  });

  it('returns what follows an entry, so that deferred envelopes hold nothing up', async () => {
    const { strangersMail } = open().store;
    for (const id of ['1', '2', '3', '4', '5']) await enqueue('B', id);
    const [first, second] = await strangersMail.peek('A', { envelopes: 2, bytes: 100 });
    const after = second?.entryId ?? '';
    expect(textsOf(await strangersMail.peek('A', { ...ALL, after }))).toEqual(['3', '4', '5']);
    const entryIds = [second?.entryId ?? ''];
    const next = { envelopes: 2, bytes: 100, after };
    expect(textsOf(await strangersMail.acknowledge('A', entryIds, next))).toEqual(['3', '4']);
    expect(textsOf(await strangersMail.peek('A', ALL))).toEqual(['1', '3', '4', '5']);
    await strangersMail.acknowledge('A', [first?.entryId ?? '']);
    const last = (await strangersMail.peek('A', ALL)).at(-1)?.entryId;
    expect(await strangersMail.peek('A', { ...ALL, after: last })).toEqual([]);
  });

  it('is reported by a heartbeat on its own', async () => {
    const { store } = open();
    await store.presence.connect(alice('c1'));
    await enqueue('B', '1');
    expect(await stateOf(store, alice('c1'))).toEqual(['strangers']);
    await store.mailboxes.enqueue('A', sentBy('B', '1'));
    expect(await stateOf(store, alice('c1'))).toEqual(['contacts', 'strangers']);
  });

  it('notifies of every envelope, also while others are deferred', async () => {
    const { presence, notifier } = open().store;
    await presence.connect(alice('c1'));
    for (const id of ['1', '2']) {
      const notified = new Promise<PersonId>((resolve) =>
        notifier.onNotification((person, lane) => lane === 'strangers' && resolve(person)),
      );
      await enqueue('B', id);
      expect(await notified).toBe('A');
    }
  });

  it('may be sent to a limited number of people in a day', async () => {
    const { store, clock } = open();
    const count = (index: number): Promise<boolean> =>
      store.people.countReceiver('A', `receiver ${index}`);
    for (let index = 0; index < STRANGERS_RECEIVERS_MAX; index++) {
      expect(await count(index)).toBe(true);
      clock.advance(1);
    }
    expect(await count(STRANGERS_RECEIVERS_MAX)).toBe(false);
    expect(await count(0)).toBe(true);
    expect(await store.people.countReceiver('B', 'receiver')).toBe(true);
    clock.advance(STRANGERS_RECEIVERS_MS - STRANGERS_RECEIVERS_MAX);
    expect(await count(STRANGERS_RECEIVERS_MAX)).toBe(true);
    expect(await count(STRANGERS_RECEIVERS_MAX + 1)).toBe(false);
  });

  it('is deleted with its owner', async () => {
    const { people, strangersMail } = open().store;
    await enqueue('B', '1');
    await people.forget('A');
    await people.publish('A', bundleOf('alice'));
    expect(await strangersMail.peek('A', ALL)).toEqual([]);
  });
}
