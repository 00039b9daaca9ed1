import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { paddedLength } from '../../crypto/padding.ts';
import { randomBytes } from '../../crypto/random.ts';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { decodeRecord, encodeRecord, type TextBody } from '../../protocol/record.ts';
import { anyText, anyTextReceipt } from '../../protocol/testing/arbitraries.ts';
import { newStream } from '../storage/peer-state.ts';
import { Transaction } from '../storage/peer-store.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { PeerRecords } from '../testing/peer-records.ts';
import { TestNetwork, type TestPeer } from '../testing/test-network.ts';
import { newId } from './outbox.ts';
import { encodeWithReceipt } from './riding-receipt.ts';

useDirectCrypto();

/** A conversation in which a receipt is owed. */
async function owing(): Promise<Transaction> {
  const { store } = await makePeerContext({ identity: randomBytes(32) });
  const tx = new Transaction(store);
  const { stream, prev } = newStream();
  const arrived = { stream, next: 8, prev, clock: 9, read: 5, forked: false };
  tx.state = { ...tx.state, consent: 'accepted', in: [arrived] };
  return tx;
}

const recordOf = (text: string) => ({
  stream: randomBytes(16),
  seq: 3,
  clock: 10,
  sent: 1,
  prev: randomBytes(32),
  body: { type: 'text', id: newId(), text } as const,
});

const receiptIn = (bytes: Uint8Array): TextBody['receipt'] => {
  const { body } = decodeRecord(bytes);
  return body.type === 'text' ? body.receipt : undefined;
};

const EVERYTHING = { readReceipts: true };

describe('a receipt inside a text', () => {
  it('never changes the padded size of the text', async () => {
    const found = { with: 0, without: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(3000), fc.string({ maxLength: 9 }), async (length, end) => {
        const record = recordOf('x'.repeat(length) + end || 'x');
        const bytes = encodeWithReceipt(await owing(), record, EVERYTHING);
        expect(paddedLength(bytes.length)).toBe(paddedLength(encodeRecord(record).length));
        found[receiptIn(bytes) === undefined ? 'without' : 'with']++;
      }),
    );
    expect(Math.min(found.with, found.without)).toBeGreaterThan(0);
  });

  it('is the one that is owed, and then none is owed', async () => {
    const tx = await owing();
    const { stream, prev: hash } = tx.state.in[0] ?? {};
    const receipt = receiptIn(encodeWithReceipt(tx, recordOf('x'), EVERYTHING));
    expect(receipt).toEqual({ stream, hash, delivered: 7, read: 5 });
    expect(receiptIn(encodeWithReceipt(tx, recordOf('y'), EVERYTHING))).toBeUndefined();
  });

  it('does not tell what was read if the user tells nobody', async () => {
    const bytes = encodeWithReceipt(await owing(), recordOf('x'), { readReceipts: false });
    expect(receiptIn(bytes)).toMatchObject({ delivered: 7 });
    expect(receiptIn(bytes)).not.toHaveProperty('read');
  });

  it('goes to contacts only', async () => {
    const tx = await owing();
    tx.state = { ...tx.state, consent: 'requested' };
    expect(receiptIn(encodeWithReceipt(tx, recordOf('x'), EVERYTHING))).toBeUndefined();
  });
});

describe('a text with a receipt', () => {
  it('is shown whatever the receipt says, which never replaces the stream or warns of a fork', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyTextReceipt, fc.boolean(), async (text, receipt, isOwn) => {
        const records = await PeerRecords.open();
        const { out } = records.store.state;
        const stream = isOwn ? out.stream : receipt.stream;
        const body = { type: 'text', id: newId(), text, receipt: { ...receipt, stream } } as const;
        const shown = await records.take(body);
        expect(shown.map(({ row }) => row.text)).toEqual([text]);
        // Nothing was sealed here that it could acknowledge.
        expect(records.store.state.out).toEqual(out);
      }),
    );
  });
});

describe('two people who answer each other at once', () => {
  /** The last own message of a person, and whether a fork was noticed. */
  const lastOf = async (me: TestPeer, other: TestPeer) => {
    const timeline = await me.timeline(other);
    expect(timeline.filter(({ kind }) => kind === 'fork')).toEqual([]);
    return timeline.findLast(({ mine }) => mine);
  };

  async function beginTalk() {
    const network = await TestNetwork.open();
    await network.agree();
    const { alice, bob } = network;
    await alice.people.of(bob.id).sendText('question');
    await network.settle();
    const [question] = network.inTransit.splice(0);
    if (question === undefined) throw new TypeError('nothing was sent');
    await network.deliver(question);
    await network.settle();
    await bob.people.of(alice.id).sendText('answer');
    await network.settle();
    return { network, alice, bob };
  }

  it('need no envelopes for receipts', async () => {
    const { network, alice, bob } = await beginTalk();
    network.clock.advance(1000);
    await network.settle();
    const [answer, ...others] = network.inTransit.splice(0);
    expect(others).toEqual([]);
    if (answer !== undefined) await network.deliver(answer);
    await network.settle();
    expect(await lastOf(alice, bob)).toMatchObject({ text: 'question', state: 'delivered' });
  });

  it('lose nothing by one that comes after a newer one', async () => {
    const { network, alice, bob } = await beginTalk();
    const [answer] = network.inTransit.splice(0);
    await alice.people.of(bob.id).sendText('second');
    await network.settle();
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
    await bob.people.of(alice.id).markRead();
    network.clock.advance(1000);
    await network.settle();
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
    const before = await lastOf(alice, bob);
    expect(before).toMatchObject({ text: 'second', state: 'read' });
    if (answer !== undefined) await network.deliver(answer);
    await network.settle();
    expect(await lastOf(alice, bob)).toEqual(before);
    expect((await alice.timeline(bob)).map(({ text }) => text)).toContain('answer');
  });
});
