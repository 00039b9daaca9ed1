import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../crypto/hash.ts';
import { makeOffer } from '../../crypto/offer.ts';
import { randomBytes } from '../../crypto/random.ts';
import { makeParty, type Party } from '../../crypto/testing/party.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope, encodeEnvelope } from '../../protocol/envelope.ts';
import {
  CHAIN_OFFER_ENVELOPES,
  CLOCK_MAX_JUMP,
  CROSSING_MS,
  INBOX_MAX_AHEAD,
  REQUEST_AGAIN_MS,
  REQUEST_MAX_TEXTS,
} from '../../protocol/limits.ts';
import { type ChatRecord, encodeRecord, type RecordBody } from '../../protocol/record.ts';
import { orderOf } from '../conversation/timeline-entry.ts';
import { compose, newId } from '../outbound/outbox.ts';
import { SendingChain } from '../outbound/sending-chain.ts';
import { type PeerStore, Transaction } from '../storage/peer-store.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { Inbox, type Received } from './inbox.ts';
import { OverBudget } from './over-budget.ts';

const NOW = Date.UTC(2026, 0, 1);
const NO_PREV = new Uint8Array(32);

/** A peer with valid keys who can put anything into an envelope. */
class HostilePeer {
  readonly stream = randomBytes(16);
  readonly #chain: SendingChain;

  private constructor(chain: SendingChain) {
    this.#chain = chain;
  }

  static async create(me: Party, victim: Party): Promise<HostilePeer> {
    const keys = { to: victim.verified, replyKey: me.kem.public };
    const begun = await makeOffer({ identity: me.identity, bundleNumber: 1 }, keys);
    const facts = { bundleNumber: 1, replyKey: '', begunAt: NOW };
    return new HostilePeer(new SendingChain(begun, facts));
  }

  record(parts: Partial<ChatRecord>): ChatRecord {
    const body: RecordBody = { type: 'text', id: newId(), text: 'hello', request: true };
    return { stream: this.stream, seq: 1, clock: 1, sent: NOW, prev: NO_PREV, body, ...parts };
  }

  async seal(record: ChatRecord | Bytes): Promise<Bytes> {
    const bytes = record instanceof Uint8Array ? record : encodeRecord(record);
    return this.#chain.seal(bytes);
  }
}

let peer: HostilePeer;
let rows: PeerStore;
let inbox: Inbox;
let now: number;
/** Whether no more offers of strangers may be opened now. */
let isOverBudget: boolean;

beforeEach(async () => {
  const [victim, attacker] = await Promise.all([makeParty(), makeParty()]);
  peer = await HostilePeer.create(attacker, victim);
  now = NOW;
  isOverBudget = false;
  const kemDigest = toBase64url(await sha256(victim.kem.public));
  const { context, store } = await makePeerContext({
    identity: attacker.identity.public,
    clock: { now: () => now, after: () => () => {} },
    offerLimits: {
      count: () => {
        if (isOverBudget) throw new OverBudget();
      },
    },
    profile: {
      identity: victim.identity,
      sealingKey: async () => ({
        number: 1,
        rsa: victim.sealing.private,
        kemSeed: victim.kem.seed,
        kemDigest,
      }),
    },
  });
  rows = store;
  inbox = new Inbox(context, { take: async () => {} });
});

async function receive(...envelopes: readonly Bytes[]): Promise<Received> {
  const tx = new Transaction(rows);
  const received = await inbox.receive(tx, envelopes);
  await rows.commit(tx);
  return received;
}

const chainOf = () => [...rows.entries('chains').values()][0];

/** The user and the peer have talked before. */
async function accept(): Promise<void> {
  const tx = new Transaction(rows);
  tx.state = { ...tx.state, consent: 'accepted', known: true };
  await rows.commit(tx);
}

describe('a record of a hostile peer', () => {
  beforeEach(accept);

  it.each<[string, (sound: ChatRecord) => Partial<ChatRecord>]>([
    ['is too far ahead', () => ({ seq: INBOX_MAX_AHEAD + 3 })],
    ['does not follow the one before', () => ({ prev: randomBytes(32) })],
    ['has a clock that does not rise', () => ({ clock: 1 })],
    ['has a clock that jumps', () => ({ clock: CLOCK_MAX_JUMP + 2 })],
    ['acknowledges another stream', ({ stream }) => receiptParts(stream, 0)],
  ])(
    'that %s is rejected without using up its key, and the next valid one is shown',
    async (_, edit) => {
      const first = peer.record({});
      await receive(await peer.seal(first));
      const before = chainOf();
      const prev = await sha256(encodeRecord(first));
      const second = peer.record({ seq: 2, clock: 2, prev });
      const hostile = await peer.seal({ ...second, ...edit(second) });
      const { timeline } = await receive(hostile);
      expect(timeline.filter(({ row }) => row.kind !== 'fork')).toEqual([]);
      expect(chainOf()).toEqual(before);
      const sound = await receive(await peer.seal(second));
      expect(sound.timeline.map(({ row }) => row.seq)).toEqual([2]);
    },
  );

  it('that is not a record is rejected', async () => {
    expect((await receive(await peer.seal(randomBytes(40)))).timeline).toEqual([]);
    expect(chainOf()).toBeUndefined();
  });

  it('that does not follow the record it waited for is reported to its sender, who continues in a new stream', async () => {
    const first = peer.record({});
    const bad = peer.record({ seq: 2, clock: 2, prev: randomBytes(32) });
    await receive(await peer.seal(bad));
    expect(rows.entries('held').size).toBe(1);
    const { timeline, forks } = await receive(await peer.seal(first));
    expect(timeline.filter(({ row }) => row.kind !== 'fork')).toEqual([]);
    expect(forks).toMatchObject([{ reason: 'differs', seq: 2 }]);
    const restarted = await receive(await peer.seal({ ...first, stream: randomBytes(16) }));
    expect(restarted.timeline.map(({ row }) => row.kind)).toContain('text');
    expect(rows.entries('held').size).toBe(0);
  });

  it('of an unknown type is shown as unknown and does not stop the stream', async () => {
    const body = { type: 'newer' } as unknown as RecordBody;
    const first = peer.record({ body });
    const prev = await sha256(encodeRecord(first));
    const second = peer.record({ seq: 2, clock: 2, prev });
    const { timeline } = await receive(await peer.seal(first), await peer.seal(second));
    expect(timeline.map(({ row }) => row.kind)).toEqual(['unknown', 'text']);
  });

  it('cannot overwrite an earlier message through a second stream with the same position and clock', async () => {
    await receive(await peer.seal(peer.record({})));
    const body: RecordBody = { type: 'text', id: newId(), text: 'rewritten' };
    const other = peer.record({ stream: randomBytes(16), clock: 1, body });
    await receive(await peer.seal(other));
    const texts = (await rows.messages({ last: 10 })).filter(({ row }) => row.kind === 'text');
    expect(texts.map(({ row }) => row.text).sort()).toEqual(['hello', 'rewritten']);
  });
});

describe('a forked stream', () => {
  const other: RecordBody = { type: 'text', id: newId(), text: 'another' };
  beforeEach(accept);
  const told = ({ forks }: Received) => forks.map(({ reason, seq }) => [reason, seq]);

  it.each([
    ['at the place that is next', { seq: 2, prev: randomBytes(32) }],
    ['at the place that was shown last', { seq: 1, body: other }],
    ['at a place that is kept for its turn', { seq: 3, body: other }],
  ])('is reported, with one warning, when it differs %s', async (_, parts) => {
    const first = peer.record({});
    const third = peer.record({ seq: 3, clock: 3, prev: randomBytes(32) });
    await receive(await peer.seal(first), await peer.seal(third));
    const [one, two] = [
      await peer.seal(peer.record({ clock: 9, ...parts })),
      await peer.seal(third),
    ];
    const received = await receive(one);
    expect(told(received)).toEqual([['differs', parts.seq]]);
    expect(rows.state.missedReceipts).toBe(1);
    expect(received.timeline.map(({ row }) => [row.kind, row.mine])).toEqual([['fork', false]]);
    const again = await receive(one, two);
    expect(told(again)).toEqual([['differs', parts.seq]]);
    expect(again.timeline).toEqual([]);
  });

  it('is queried only when the peer has less than was acknowledged here', async () => {
    const first = peer.record({});
    await receive(await peer.seal(first));
    const stream = toBase64url(first.stream);
    const behind = (seq: number): Promise<Bytes> => {
      const body: RecordBody = { type: 'fork', reason: 'behind', stream, seq };
      return peer.seal(peer.record({ seq: 0, body }));
    };
    expect(told(await receive(await behind(1)))).toEqual([]);
    const received = await receive(await behind(5));
    expect(told(received)).toEqual([['restored', 2]]);
    expect(received.timeline.map(({ row }) => [row.kind, row.mine])).toEqual([['fork', true]]);
    expect((await receive(await behind(5))).timeline).toEqual([]);
  });

  it('is abandoned when the peer acknowledges what was never sent, and nothing counts as acknowledged', async () => {
    const { out } = rows.state;
    const received = await receive(await peer.seal(peer.record(receiptParts(peer.stream, 1))));
    expect(received.abandoned).toEqual([{ stream: out.stream }]);
    expect(rows.state.out).toEqual(out);
  });

  it('is abandoned when the peer reports a difference and when the peer has lost messages', async () => {
    const sealed = new Transaction(rows);
    sealed.state = { ...sealed.state, out: { ...sealed.state.out, next: 5 } };
    await rows.commit(sealed);
    const { stream } = rows.state.out;
    const fork = async (reason: 'differs' | 'restored', seq: number, of = stream) => {
      const body: RecordBody = { type: 'fork', reason, stream: of, seq };
      return (await receive(await peer.seal(peer.record({ seq: 0, body })))).abandoned;
    };
    expect(await fork('differs', 4)).toEqual([{ stream }]);
    expect(await fork('differs', 5)).toEqual([]);
    expect(await fork('restored', 4)).toEqual([]);
    expect(await fork('differs', 4, toBase64url(randomBytes(16)))).toEqual([]);
  });
});

describe('a stranger', () => {
  it('can send at most 20 messages in a request', async () => {
    let prev = NO_PREV;
    for (let seq = 1; seq <= REQUEST_MAX_TEXTS + 3; seq++) {
      const record = peer.record({ seq, clock: seq, prev });
      await receive(await peer.seal(record));
      prev = await sha256(encodeRecord(record));
    }
    expect(await rows.messages({ last: 100 })).toHaveLength(REQUEST_MAX_TEXTS);
  });

  it('may send a request again a day after being declined, once a day', async () => {
    let prev = NO_PREV;
    let seq = 0;
    const ask = async (): Promise<boolean> => {
      seq++;
      const record = peer.record({ seq, clock: seq, prev });
      prev = await sha256(encodeRecord(record));
      return (await receive(await peer.seal(record))).timeline.length > 0;
    };
    const decline = async (): Promise<void> => {
      const tx = new Transaction(rows);
      const consent = 'declined-by-me';
      tx.state = { ...tx.state, consent, known: true, mayAskFrom: now + REQUEST_AGAIN_MS };
      await rows.commit(tx);
    };
    expect(await ask()).toBe(true);
    await decline();
    expect(await ask()).toBe(false);
    now += REQUEST_AGAIN_MS - 1;
    expect(await ask()).toBe(false);
    now += 1;
    expect([await ask(), await ask()]).toEqual([true, true]);
    await decline();
    now += REQUEST_AGAIN_MS - 1;
    expect(await ask()).toBe(false);
  });

  it('is remembered with at most 16 streams', async () => {
    for (let n = 0; n < 20; n++) {
      await receive(await peer.seal(peer.record({ stream: randomBytes(16), clock: n + 1 })));
    }
    expect(rows.state.in).toHaveLength(16);
  });
});

describe('a message that is put above others', () => {
  const ORDER = orderOf({ clock: 40, seq: 1 }, 'own', true);
  const isLate = ({ timeline }: Received) => timeline.map(({ row }) => row.late === true);
  let first: ChatRecord;

  /** A first message, and after it an own one, which is displayed. */
  beforeEach(async () => {
    first = peer.record({});
    await receive(await peer.seal(first));
    const tx = new Transaction(rows);
    tx.state = { ...tx.state, consent: 'accepted', known: true, clock: 40 };
    const row = { id: 'own', mine: true, kind: 'text', text: 'Yes, I agree', sent: NOW } as const;
    tx.putMessage(ORDER, { ...row, stream: 'own', seq: 1 });
    await rows.commit(tx);
    now += CROSSING_MS + 1;
  });

  const next = async (parts: Partial<ChatRecord>): Promise<Bytes> => {
    const prev = await sha256(encodeRecord(first));
    return peer.seal(peer.record({ seq: 2, prev, ...parts }));
  };

  it('by a low clock is marked as late, with the time at which it arrived', async () => {
    const { timeline } = await receive(await next({ clock: 2 }));
    expect(timeline[0]?.order).toBeDefined();
    expect((timeline[0]?.order ?? '') < ORDER).toBe(true);
    expect(timeline.map(({ row }) => [row.late, row.arrivedAt])).toEqual([[true, now]]);
  });

  /** An own message that was written a moment ago. */
  async function write(sent: number, seq: number): Promise<void> {
    const tx = new Transaction(rows);
    const { stream } = tx.state.out;
    const row = { id: `own ${seq}`, mine: true, kind: 'text', text: 'Me too', sent } as const;
    tx.deleteMessage(ORDER);
    tx.putMessage(orderOf({ clock: 40 + seq, seq }, stream, true), { ...row, stream, seq });
    tx.state = { ...tx.state, out: { ...tx.state.out, next: seq + 1 } };
    await rows.commit(tx);
  }

  it('is not marked when it crosses own ones of the last seconds that were not acknowledged', async () => {
    await write(now - CROSSING_MS, 1);
    await write(now, 2);
    expect(isLate(await receive(await next({ clock: 2 })))).toEqual([false]);
  });

  it('is marked when an own one below it is older', async () => {
    await write(now - CROSSING_MS - 1, 1);
    await write(now, 2);
    expect(isLate(await receive(await next({ clock: 2 })))).toEqual([true]);
  });

  it('is marked when its author has acknowledged an own one below it', async () => {
    await write(now, 1);
    const tx = new Transaction(rows);
    tx.state = { ...tx.state, out: { ...tx.state.out, delivered: 1 } };
    await rows.commit(tx);
    expect(isLate(await receive(await next({ clock: 2 })))).toEqual([true]);
  });

  it('by a new stream is marked as late', async () => {
    const record = peer.record({ stream: randomBytes(16), clock: 3 });
    const { timeline } = await receive(await peer.seal(record));
    const texts = timeline.filter(({ row }) => row.kind === 'text');
    expect(texts.map(({ row }) => row.late)).toEqual([true]);
  });

  it('is not marked when it comes below all of them', async () => {
    expect(isLate(await receive(await next({ clock: 41 })))).toEqual([false]);
  });

  it('is marked when it is put above one that is not sealed yet', async () => {
    const tx = new Transaction(rows);
    compose(tx, { type: 'text', id: newId(), text: 'Yes' }, now);
    await rows.commit(tx);
    now += CROSSING_MS + 1;
    expect(isLate(await receive(await next({ clock: 41 })))).toEqual([true]);
  });

  it('is not marked when only the order of arrival was another one', async () => {
    const second = peer.record({ seq: 2, clock: 41, prev: await sha256(encodeRecord(first)) });
    const third = peer.record({ seq: 3, clock: 42, prev: await sha256(encodeRecord(second)) });
    const both = [await peer.seal(third), await peer.seal(second)];
    expect(isLate(await receive(...both))).toEqual([false, false]);
  });
});

function receiptParts(stream: Bytes, delivered: number): Partial<ChatRecord> {
  const own = delivered > 0 ? rows.state.out.stream : toBase64url(stream);
  return {
    seq: 0,
    prev: NO_PREV,
    body: { type: 'receipt', stream: own, delivered, hash: toBase64url(NO_PREV) },
  };
}

describe('what is over a budget for all strangers', () => {
  it('is deferred with everything that depends on it, and taken when it comes again', async () => {
    const first = peer.record({});
    const records = [first];
    for (let seq = 2; seq <= 6; seq++) {
      const prev = await sha256(encodeRecord(records.at(-1) as ChatRecord));
      records.push(peer.record({ seq, clock: seq, prev }));
    }
    const envelopes: Bytes[] = [];
    for (const record of records) {
      const sealed = await peer.seal(record);
      const later = encodeEnvelope({ ...decodeEnvelope(sealed), offer: undefined });
      envelopes.push(record.seq > CHAIN_OFFER_ENVELOPES ? later : sealed);
    }
    isOverBudget = true;
    const before = await receive(...envelopes);
    expect(before.deferred).toEqual([0, 1, 2, 3, 4, 5]);
    expect([before.timeline, before.failures, chainOf()]).toEqual([[], [], undefined]);
    isOverBudget = false;
    const after = await receive(...envelopes);
    expect(after.deferred).toEqual([]);
    expect(after.timeline.map(({ row }) => row.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('does not make anything else of the delivery wait', async () => {
    const sound = await peer.seal(peer.record({}));
    const { deferred, timeline } = await receive(randomBytes(700), sound, randomBytes(700));
    expect(deferred).toEqual([]);
    expect(timeline).toHaveLength(1);
  });
});
