import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../crypto/hash.ts';
import { randomBytes } from '../../crypto/random.ts';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { bitsToFlip, flipBit } from '../../crypto/testing/flip.ts';
import { decodeBundle } from '../../protocol/bundle.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope, encodeEnvelope } from '../../protocol/envelope.ts';
import {
  CHAIN_OFFER_ENVELOPES,
  CROSSING_MS,
  DELIVERY_MAX_ENVELOPES,
  OUTBOX_MAX_SEALED,
  RECEIPT_EVERY_MS,
  RESEND_MIN_MS,
  STRANGER_OFFERS_PER_HOUR,
} from '../../protocol/limits.ts';
import { TestNetwork, type TestPeer, type TransitEnvelope } from '../testing/test-network.ts';
import type { MessageView } from '../views.ts';

useDirectCrypto();

const HOUR = 3_600_000;
/** Time between offers so that none is rejected because of the rate limit, ms. */
const OFFER_PAUSE = 6_001;

let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

beforeEach(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
});

async function say(who: TestPeer, text: string): Promise<void> {
  const to = who === alice ? bob : alice;
  await who.people.of(to.id).sendText(text);
  await network.settle();
}

const takeSent = (): TransitEnvelope[] => network.inTransit.splice(0);
const hasOffer = ({ envelope }: TransitEnvelope): boolean =>
  decodeEnvelope(envelope).offer !== undefined;

/** Sends messages until one is sent without its chain's offer; all earlier ones have arrived. */
async function sayWithoutOffer(text: string): Promise<TransitEnvelope> {
  for (;;) {
    await say(alice, text);
    const sent = takeSent();
    const bare = sent.find((each) => each.to === bob.id && !hasOffer(each));
    if (bare !== undefined) return bare;
    for (const each of sent) await network.deliver(each);
  }
}

async function textsOf(who: TestPeer): Promise<string[]> {
  const lines = await who.timeline(who === alice ? bob : alice);
  return lines.filter(({ kind }) => kind === 'text').map(({ text }) => text);
}

describe('messages that cross', () => {
  /** Both write at the same time, and get each other's message after so long, ms. */
  async function cross(ms: number) {
    await network.agree();
    await Promise.all([say(alice, 'Shall we?'), say(bob, 'No')]);
    network.clock.advance(ms);
    for (const each of takeSent()) await network.deliver(each);
    await network.heal();
    await say(alice, 'In order');
    await network.heal();
    const timelines = [await alice.timeline(bob), await bob.timeline(alice)];
    return timelines.map((timeline) => ({
      late: timeline.filter(({ lateAt, text }) => lateAt !== undefined && text !== 'hello'),
      crossing: timeline.filter(({ isCrossing }) => isCrossing),
    }));
  }

  const kindsOf = (messages: readonly MessageView[]) =>
    messages.map(({ mine, kind }) => [mine, kind]);

  it('after more than 10 s are marked as late for the person who sees one put above their own', async () => {
    const both = await cross(CROSSING_MS + 1);
    expect(both.map(({ late }) => late.length).sort()).toEqual([0, 1]);
    for (const { late, crossing } of both) {
      // The other one sees the same message, below an own one that its author had not seen.
      expect(kindsOf([...late, ...crossing])).toEqual([[false, 'text']]);
    }
  });

  it('within 10 s are not marked as late, for neither of the two', async () => {
    const both = await cross(1000);
    expect(both.flatMap(({ late }) => late)).toEqual([]);
    expect(both.map(({ crossing }) => crossing.length).sort()).toEqual([0, 1]);
  });

  it('state the last record that was displayed to their authors', async () => {
    await network.agree();
    await say(alice, 'Shall we?');
    await network.heal();
    const before = (await bob.timeline(alice)).length;
    await say(bob, 'Yes');
    await network.heal();
    const [answer] = (await alice.timeline(bob)).slice(before);
    expect([answer?.text, answer?.isCrossing, answer?.lateAt]).toEqual(['Yes', false, undefined]);
  });
});

describe('an envelope', () => {
  it('carries the offer at the start of a chain and whenever it is sent again', async () => {
    await network.agree();
    for (let n = 0; n < 8; n++) await say(alice, `${n}`);
    const first = takeSent();
    expect(first.map(hasOffer)).toContain(false);
    network.clock.advance(RESEND_MIN_MS);
    await network.settle();
    const again = takeSent();
    expect(again.length).toBeGreaterThanOrEqual(8);
    expect(again.every(hasOffer)).toBe(true);
  });

  it('carries the offer depending on its position in the chain, never on its content', async () => {
    await network.agree();
    const sent: TransitEnvelope[] = [];
    for (let n = 0; n < 12; n++) {
      await say(alice, `${n}`);
      while (network.inTransit.length > 0) {
        const taken = takeSent();
        sent.push(...taken);
        for (const each of taken) await network.deliver(each);
        await network.settle();
        network.clock.advance(RECEIPT_EVERY_MS);
        await network.settle();
      }
    }
    const receipts = sent.filter(({ to }) => to === alice.id);
    expect(receipts.length).toBeGreaterThanOrEqual(12);
    const place = ({ envelope }: TransitEnvelope): number => decodeEnvelope(envelope).n;
    for (const each of sent) {
      expect([place(each), hasOffer(each)]).toEqual([
        place(each),
        place(each) < CHAIN_OFFER_ENVELOPES,
      ]);
    }
  });

  it('that the relay has never stored is sent as if for the first time', async () => {
    await network.agree();
    for (let n = 0; n < 6; n++) await say(alice, `${n}`);
    for (const each of takeSent()) await network.deliver(each);
    network.isDown = true;
    await say(alice, 'later');
    network.isDown = false;
    network.clock.advance(RESEND_MIN_MS);
    await network.settle();
    const sent = [...network.inTransit];
    const [last] = sent.filter(({ to }) => to === bob.id).slice(-1);
    expect(last && [decodeEnvelope(last.envelope).n, hasOffer(last)]).toEqual([6, false]);
    await network.heal();
    expect(await textsOf(bob)).toContain('later');
  });

  it('with a receipt and without an offer opens in the end, although the offer was lost', async () => {
    await network.agree();
    for (let n = 0; n < 12; n++) {
      await say(alice, `${n}`);
      for (const each of takeSent()) if (each.to === bob.id) await network.deliver(each);
      network.clock.advance(RECEIPT_EVERY_MS);
      await network.settle();
      const kept = takeSent().filter((each) => each.to === bob.id || !hasOffer(each));
      network.inTransit.push(...kept);
    }
    expect(network.inTransit.some(({ to }) => to === alice.id)).toBe(true);
    await network.heal();
    const own = (await alice.timeline(bob)).filter(({ mine }) => mine);
    expect(own.every(({ state }) => state === 'delivered')).toBe(true);
    expect(await alice.storage.list('outbox')).toEqual([]);
  });

  it('is byte for byte the same when it is sent again, except for the offer', async () => {
    await network.agree();
    await say(alice, 'once');
    const [first] = takeSent();
    network.clock.advance(RESEND_MIN_MS);
    await network.settle();
    const [again] = takeSent();
    const inner = ({ envelope }: TransitEnvelope) => ({
      ...decodeEnvelope(envelope),
      offer: undefined,
    });
    expect(inner(again as TransitEnvelope)).toEqual(inner(first as TransitEnvelope));
  });

  it('opens although every earlier envelope of its chain was lost', async () => {
    await network.agree();
    for (let n = 0; n < 30; n++) await say(alice, `${n}`);
    const sent = takeSent();
    await network.deliver(sent[0] as TransitEnvelope);
    await network.deliver(sent.at(-1) as TransitEnvelope);
    expect((await textsOf(bob)).at(-1)).toBe('0');
    await network.heal();
    expect((await textsOf(bob)).at(-1)).toBe('29');
  });

  it('is sealed again when the keys it was sealed to have expired', async () => {
    await network.agree();
    await say(alice, 'patience');
    takeSent();
    await bob.rotate();
    network.clock.advance(49 * HOUR);
    takeSent();
    await bob.rotate();
    await network.settle();
    takeSent();
    await network.heal();
    expect(await textsOf(bob)).toContain('patience');
  });
});

describe('a receipt', () => {
  it('that was due when the page was reloaded is sent once afterwards', async () => {
    await network.agree();
    await say(alice, 'read me');
    for (const sent of takeSent()) await network.deliver(sent);
    await bob.load();
    await network.settle();
    network.clock.advance(1000);
    await network.settle();
    expect(network.inTransit.map(({ from }) => from)).toEqual([bob.id]);
    for (const sent of takeSent()) await network.deliver(sent);
    expect((await alice.timeline(bob)).at(-1)).toMatchObject({
      text: 'read me',
      state: 'delivered',
    });
    await bob.load();
    await network.settle();
    network.clock.advance(1000);
    await network.settle();
    expect(network.inTransit).toEqual([]);
  });

  /** Alice's message is delivered and acknowledged; Bob has not read it yet. */
  async function deliverUnread(): Promise<void> {
    await network.agree();
    await say(alice, 'read me');
    await network.heal();
    expect(await stateOfLast()).toBe('delivered');
  }

  const stateOfLast = async () => (await alice.timeline(bob)).at(-1)?.state;

  it('for what was read offline is sent after a reload', async () => {
    await deliverUnread();
    bob.isOnline = false;
    await bob.people.of(alice.id).markRead();
    await network.settle();
    network.clock.advance(1000);
    await network.settle();
    await bob.load();
    await network.heal();
    expect(await stateOfLast()).toBe('read');
  });

  it('for what was read just before the page closed is sent after a reload', async () => {
    await deliverUnread();
    await bob.people.of(alice.id).markRead();
    await bob.load();
    await network.heal();
    expect(await stateOfLast()).toBe('read');
  });

  it('that the relay did not accept is sent again', async () => {
    await deliverUnread();
    await bob.people.of(alice.id).markRead();
    network.isDown = true;
    network.clock.advance(1000);
    await network.settle();
    expect(network.inTransit).toEqual([]);
    await bob.load();
    network.isDown = false;
    await network.heal();
    expect(await stateOfLast()).toBe('read');
  });

  it('says how far was read; later messages stay unread', async () => {
    await network.agree();
    for (const text of ['one', 'two', 'three']) await say(alice, text);
    await network.heal();
    const texts = (await bob.timeline(alice)).filter(({ kind }) => kind === 'text');
    await bob.people.of(alice.id).markRead(texts.at(-2)?.id);
    expect(bob.people.of(alice.id).view.unread).toBe(1);
    await network.heal();
    const states = (await alice.timeline(bob)).map(({ state }) => state);
    expect(states.slice(-3)).toEqual(['read', 'read', 'delivered']);
    await bob.people.of(alice.id).markRead(texts.at(-1)?.id);
    expect(bob.people.of(alice.id).view.unread).toBe(0);
    await bob.people.of(alice.id).markRead(texts.at(0)?.id);
    expect(bob.people.of(alice.id).view.unread).toBe(0);
    await network.heal();
    expect(await stateOfLast()).toBe('read');
  });

  it.each(['before', 'after'])(
    'covers an edit that arrived %s its message was read',
    async (when) => {
      await deliverUnread();
      const [[{ ref }], [{ id }]] = [await alice.timeline(bob), await bob.timeline(alice)].map(
        (timeline) => timeline.slice(-1),
      ) as [[MessageView], [MessageView]];
      if (when === 'after') await bob.people.of(alice.id).markRead(id);
      await alice.people.of(bob.id).actions.edit(ref?.id ?? '', 'read this');
      await network.heal();
      expect(await stateOfLast()).toBe('delivered');
      await bob.people.of(alice.id).markRead(id);
      await network.heal();
      expect(await stateOfLast()).toBe('read');
    },
  );

  it('is sealed at most once for the same state', async () => {
    await deliverUnread();
    await bob.people.of(alice.id).markRead();
    await network.heal();
    const { keysUsed } = network;
    await bob.people.of(alice.id).markRead();
    bob.people.noteOnline();
    await network.heal();
    expect(network.keysUsed).toBe(keysUsed);
  });
});

describe('a sender', () => {
  it('finds a sent message in the conversation and not in the composer, whenever the page reloads', async () => {
    await network.agree();
    alice.people.of(bob.id).drafts.set('half a sentence');
    await alice.load();
    expect(alice.people.get(bob.id)?.view.draft).toBe('half a sentence');
    await alice.people.of(bob.id).sendText('half a sentence, and the rest');
    await alice.load();
    expect(alice.people.get(bob.id)?.view.draft).toBe('');
    expect((await textsOf(alice)).at(-1)).toBe('half a sentence, and the rest');
  });

  it('that sends faster than messages are stored finds each message once, whenever the page reloads', async () => {
    await network.agree();
    const before = (await textsOf(alice)).length;
    const first = alice.storage.commits.length;
    const conversation = alice.people.of(bob.id);
    const typed = ['one', 'two', 'three'];
    // Like the composer: a draft is kept, and sent before it is stored.
    const done = typed.map((text) => {
      conversation.drafts.set(text);
      return conversation.sendText(text);
    });
    conversation.drafts.set('four');
    await Promise.all(done);
    await conversation.idle();
    const { storage } = alice;
    const last = storage.commits.length;
    for (let commits = first + 1; commits <= last; commits++) {
      await alice.use(await storage.copy(commits));
      const draft = alice.people.get(bob.id)?.view.draft ?? '';
      const lines = [...(await textsOf(alice)).slice(before), ...draft.split('\n')];
      expect(lines.filter((text) => text !== '' && text !== 'four')).toEqual(typed);
    }
    expect(alice.people.get(bob.id)?.view.draft).toBe('four');
  });

  it('seals at most 512 records ahead of the receipts', async () => {
    await network.agree();
    for (let n = 0; n < OUTBOX_MAX_SEALED + 40; n++) {
      await alice.people.of(bob.id).sendText(`${n}`);
    }
    await network.settle();
    const sent = new Set(takeSent().map(({ envelope }) => String(decodeEnvelope(envelope).id)));
    expect(sent.size).toBe(OUTBOX_MAX_SEALED);
    await network.heal(2 * HOUR, DELIVERY_MAX_ENVELOPES);
    expect((await textsOf(bob)).slice(2)).toEqual(
      Array.from({ length: OUTBOX_MAX_SEALED + 40 }, (_, n) => `${n}`),
    );
  });

  it('starts a new chain after 100 envelopes, after an hour, and after a reload', async () => {
    await network.agree();
    const chainsOf = (sent: readonly TransitEnvelope[]): string[] => [
      ...new Set(sent.map(({ envelope }) => String(decodeEnvelope(envelope).chainId))),
    ];
    for (let n = 0; n < 101; n++) await say(alice, `${n}`);
    expect(chainsOf(takeSent()).length).toBeGreaterThanOrEqual(2);
    await say(alice, 'before');
    const before = chainsOf(takeSent());
    network.clock.advance(HOUR);
    await network.settle();
    takeSent();
    await say(alice, 'after');
    const after = takeSent().at(-1) as TransitEnvelope;
    expect(before).not.toContain(chainsOf([after])[0]);
    await alice.load();
    await network.settle();
    takeSent();
    await say(alice, 'reloaded');
    expect(chainsOf([takeSent().at(-1) as TransitEnvelope])).not.toEqual(chainsOf([after]));
  });

  it('stops retransmitting an acknowledged message', async () => {
    await network.agree();
    for (const text of ['lost', 'ahead', 'ahead too']) await say(alice, text);
    const sent = takeSent();
    for (const each of sent.slice(1)) await network.deliver(each);
    network.clock.advance(1000);
    await network.settle();
    for (const receipt of takeSent()) await network.deliver(receipt);
    network.clock.advance(RESEND_MIN_MS);
    await network.settle();
    const again = takeSent();
    expect(again).toHaveLength(1);
    await network.deliver(again[0] as TransitEnvelope);
    expect((await textsOf(bob)).slice(-3)).toEqual(['lost', 'ahead', 'ahead too']);
  });
});

describe('a full disk', () => {
  it('is no longer reported once a message was stored again', async () => {
    await network.agree();
    const conversation = bob.people.of(alice.id);
    await say(alice, 'one');
    await network.heal();
    await conversation.markRead();
    // The receipt cannot be stored.
    bob.storage.breaksNext = true;
    await network.heal();
    expect(conversation.view.problem).toBe('storage-full');
    await say(alice, 'two');
    await network.heal();
    expect(conversation.view.problem).toBeUndefined();
    const problems = bob.changes.filter(({ kind }) => kind === 'problem');
    expect(problems).toEqual([
      { kind: 'problem', code: 'storage-full' },
      { kind: 'problem', code: undefined },
    ]);
  });
});

describe('the list of people whose presence is watched', () => {
  it('begins with contacts, however many strangers came after them', async () => {
    await network.agree();
    for (let n = 0; n < 300; n++) {
      network.clock.advance(1);
      bob.people.meet({ peer: toBase64url(randomBytes(32)), name: `stranger ${n}`, since: 0 });
    }
    expect(bob.people.peers()).toHaveLength(301);
    expect(bob.people.peers()[0]?.peer).toBe(alice.id);
  });
});

describe('a receiver', () => {
  it('sends no receipt for a request before the user responds, and then one for all of it', async () => {
    await say(alice, 'hello');
    for (const sent of takeSent()) await network.deliver(sent);
    network.clock.advance(10_000);
    await network.settle();
    expect(takeSent()).toEqual([]);
    await bob.people.of(alice.id).accept();
    await network.heal();
    expect((await alice.timeline(bob)).map(({ state }) => state)).toEqual(['delivered', undefined]);
  });

  it('stores nothing of a stranger whose envelope does not open', async () => {
    await say(alice, 'hello');
    const [sent] = takeSent();
    const broken = new Uint8Array((sent as TransitEnvelope).envelope);
    broken[broken.length - 1] = (broken.at(-1) as number) ^ 1;
    await bob.load();
    await network.deliver({ ...(sent as TransitEnvelope), envelope: broken });
    expect(await bob.storage.list('people')).toEqual([]);
    expect(bob.people.get(alice.id)).toBeUndefined();
    await network.deliver(sent as TransitEnvelope);
    expect(bob.people.get(alice.id)?.view).toMatchObject({ consent: 'asked', name: 'alice' });
  });

  it('rejects an envelope with a bit of any byte flipped, is unchanged by it, and opens the unmodified one', async () => {
    await network.agree();
    const good = await sayWithoutOffer('every bit counts');
    const { envelope } = good;
    const arrived = await textsOf(bob);
    const stored = async () =>
      JSON.stringify([await bob.storage.list('chains'), await bob.timeline(alice)]);
    const before = await stored();
    for (const bit of bitsToFlip(envelope)) {
      await network.deliver({ ...good, envelope: flipBit(envelope, bit) });
      if (bit % 64 === 63) expect(await stored()).toBe(before);
    }
    expect(await stored()).toBe(before);
    await network.settle();
    takeSent();
    await network.deliver(good);
    expect(await textsOf(bob)).toEqual([...arrived, 'every bit counts']);
  });

  it('stores nothing of a stranger whose request has any bit flipped, in the offer as well', async () => {
    await say(alice, 'may I?');
    const [good] = takeSent();
    const { envelope } = good as TransitEnvelope;
    expect(hasOffer(good as TransitEnvelope)).toBe(true);
    await bob.load();
    let tried = 0;
    for (let bit = 5; bit < envelope.length * 8; bit += 211) {
      // A stranger's offers are limited by the hour, which must not hide the check.
      network.clock.advance(HOUR / STRANGER_OFFERS_PER_HOUR);
      await network.deliver({ ...(good as TransitEnvelope), envelope: flipBit(envelope, bit) });
      tried++;
    }
    expect(tried).toBeGreaterThan(100);
    for (const table of ['people', 'chains', 'messages'] as const) {
      expect(await bob.storage.list(table)).toEqual([]);
    }
    network.clock.advance(HOUR);
    await network.deliver(good as TransitEnvelope);
    expect(bob.people.get(alice.id)?.view).toMatchObject({ consent: 'asked', name: 'alice' });
  });

  it('ignores an envelope that arrives under another sender', async () => {
    await network.agree();
    await say(alice, 'for bob');
    const [sent] = takeSent();
    await network.deliver({ ...(sent as TransitEnvelope), from: bob.id, to: alice.id });
    expect(await textsOf(alice)).toEqual(['hello', 'hello', 'for bob']);
    await network.deliver(sent as TransitEnvelope);
    expect(await textsOf(bob)).toEqual(['hello', 'hello', 'for bob']);
  });

  it('stores at most 16 chains of a sender and remembers that it opened the others', async () => {
    await network.agree();
    const kept: TransitEnvelope[] = [];
    for (let n = 0; n < 20; n++) {
      network.clock.advance(OFFER_PAUSE);
      await alice.load();
      await say(alice, `${n}`);
      const sent = takeSent();
      kept.push(...sent);
      for (const each of sent) await network.deliver(each);
    }
    expect(await bob.storage.list('chains')).toHaveLength(16);
    const texts = await textsOf(bob);
    for (const each of kept) await network.deliver(each);
    expect(await textsOf(bob)).toEqual(texts);
    await network.heal();
    expect((await textsOf(bob)).slice(-20)).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`));
  });
});

describe('the keys of a conversation', () => {
  const offerOf = ({ envelope }: TransitEnvelope) => decodeEnvelope(envelope).offer;

  /** The offer of the next chain that a person starts. */
  async function nextOffer(who: TestPeer) {
    await who.load();
    await network.settle();
    takeSent();
    await say(who, 'a new chain');
    const offer = offerOf(takeSent().at(-1) as TransitEnvelope);
    if (offer === undefined) throw new TypeError('no offer');
    return offer;
  }

  it('are new on both sides with every chain once both have sent a message', async () => {
    await network.agree();
    const offers = [await nextOffer(alice), await nextOffer(bob)];
    for (const { kemKeyDigest, to } of offers) {
      const bundleKey = decodeBundle(network.bundleOf(toBase64url(to))).kemKey;
      expect(kemKeyDigest).not.toEqual(await sha256(bundleKey));
    }
  });

  it('that could not be stored seal nothing that is sent', async () => {
    await network.agree();
    await alice.load();
    await network.settle();
    takeSent();
    await alice.people.of(bob.id).sendText('not yet');
    alice.storage.breaksNext = true;
    await network.settle();
    expect(takeSent()).toEqual([]);
    network.clock.advance(RESEND_MIN_MS);
    await network.settle();
    const [sent] = takeSent();
    const offer = offerOf(sent as TransitEnvelope);
    const stored = (await alice.storage.list('reply-keys')).map(({ key }) => key);
    const replyKey = await sha256(offer?.replyKey ?? new Uint8Array());
    expect(stored).toContain(`${bob.id}/${toBase64url(replyKey)}`);
  });

  it('that the peer offered are used once', async () => {
    await network.agree();
    const first = await nextOffer(alice);
    const second = await nextOffer(alice);
    expect(second.kemKeyDigest).not.toEqual(first.kemKeyDigest);
  });

  it('that were offered are stored, four at most', async () => {
    await network.agree();
    for (let n = 0; n < 6; n++) await nextOffer(alice);
    expect(await alice.storage.list('reply-keys')).toHaveLength(4);
  });

  it('that were offered open one chain of the peer and are deleted with its first message', async () => {
    await network.agree();
    const { kemKeyDigest } = await nextOffer(bob);
    const key = `${bob.id}/${toBase64url(kemKeyDigest)}`;
    const kept = async () => (await alice.storage.list('reply-keys')).map((row) => row.key);
    expect(await kept()).toContain(key);
    await network.heal();
    expect(await kept()).not.toContain(key);
  });
});

describe('a decryption failure', () => {
  const withoutOffer = (sent: TransitEnvelope): TransitEnvelope => ({
    ...sent,
    envelope: encodeEnvelope({ ...decodeEnvelope(sent.envelope), offer: undefined }),
  });

  it('has a dropped offer sent again without waiting for the next attempt', async () => {
    await network.agree();
    await alice.load();
    await network.settle();
    takeSent();
    await say(alice, 'where is my offer?');
    await network.deliver(withoutOffer(takeSent()[0] as TransitEnvelope));
    await network.settle();
    for (const failure of takeSent()) await network.deliver(failure);
    await network.settle();
    for (const sent of takeSent()) await network.deliver(sent);
    expect((await textsOf(bob)).at(-1)).toBe('where is my offer?');
  });

  it('has everything sealed again when the keys have expired', async () => {
    await network.agree();
    await alice.load();
    await network.settle();
    takeSent();
    await say(alice, 'one');
    await say(alice, 'two');
    const sent = takeSent();
    for (let n = 0; n < 5; n++) {
      await bob.load();
      await say(bob, `a chain that pushes an older reply key out: ${n}`);
    }
    takeSent();
    await network.deliver(sent[0] as TransitEnvelope);
    await network.settle();
    for (const failure of takeSent()) await network.deliver(failure);
    await network.settle();
    for (const again of takeSent()) await network.deliver(again);
    expect((await textsOf(bob)).filter((text) => !text.startsWith('a chain')).slice(-2)).toEqual([
      'one',
      'two',
    ]);
  });

  it('never causes a loop, whatever the relay drops and repeats', async () => {
    await network.agree();
    let told = 0;
    for (let n = 0; n < 9; n++) {
      await alice.load();
      await network.settle();
      takeSent();
      await say(alice, `${n}`);
      const sent = withoutOffer(takeSent().at(-1) as TransitEnvelope);
      for (let again = 0; again < 3; again++) {
        await network.deliver(sent);
        await network.settle();
      }
      told += takeSent().filter(({ from }) => from === bob.id).length;
    }
    expect(told).toBe(3);
  });

  it('is not reported to a stranger whose request is pending', async () => {
    await say(alice, 'hello');
    await network.deliver(withoutOffer(takeSent()[0] as TransitEnvelope));
    await network.settle();
    expect(takeSent()).toEqual([]);
  });

  it('for a chain that was never started is ignored', async () => {
    await network.agree();
    const receipts = async (): Promise<number> => {
      network.clock.advance(1000);
      await network.settle();
      return takeSent().length;
    };
    await say(alice, 'steady');
    const sent = takeSent();
    await bob.load();
    await network.deliver(withoutOffer({ ...(sent[0] as TransitEnvelope) }));
    await network.settle();
    for (const each of takeSent()) await network.deliver(each);
    await network.heal();
    expect(await receipts()).toBe(0);
    expect((await textsOf(bob)).at(-1)).toBe('steady');
  });
});

describe('when the relay hides something,', () => {
  /** Bob creates a new bundle, and the relay keeps returning the older one. */
  async function hideRotation(): Promise<void> {
    await network.agree();
    const [outdated, hers] = [network.bundleOf(bob.id), network.bundleOf(alice.id)];
    await bob.rotate();
    network.bundleOf = (person) => (person === bob.id ? outdated : hers);
    network.clock.advance(2 * HOUR);
  }

  async function tellOfRotation(): Promise<void> {
    await say(bob, 'I have a new key');
    for (const sent of takeSent()) await network.deliver(sent);
    await network.settle();
    expect(await textsOf(alice)).toContain('I have a new key');
    takeSent();
  }

  const problem = () => alice.people.of(bob.id).view.problem;

  it('an older bundle than its owner announced is rejected, after a reload as well', async () => {
    await hideRotation();
    await tellOfRotation();
    expect(problem()).toBe('bundle-rollback');
    await alice.load();
    await say(alice, 'to which key?');
    expect(problem()).toBe('bundle-rollback');
    expect(network.inTransit).toEqual([]);
  });

  it('an announced newer bundle ends the chain to the older one', async () => {
    await hideRotation();
    await say(alice, 'begins a chain');
    await tellOfRotation();
    await say(alice, 'to which key?');
    expect(problem()).toBe('bundle-rollback');
    expect(network.inTransit).toEqual([]);
  });

  it('a dropped message is reported as missing as soon as a later one arrives', async () => {
    await network.agree();
    for (const text of ['first', 'second', 'third']) await say(alice, text);
    const [first, second, third] = takeSent() as [
      TransitEnvelope,
      TransitEnvelope,
      TransitEnvelope,
    ];
    const isMissing = () => bob.people.of(alice.id).view.missing;
    expect(isMissing()).toBe(false);
    await network.deliver(third);
    expect(isMissing()).toBe(true);
    bob.changes.length = 0;
    await network.deliver(first);
    expect(isMissing()).toBe(true);
    await network.deliver(second);
    expect(isMissing()).toBe(false);
    expect((await textsOf(bob)).slice(-3)).toEqual(['first', 'second', 'third']);
  });
});
