import type { Bytes } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import { REQUESTS_WAITING_MAX } from '../../protocol/limits.ts';
import {
  type DecryptionFailureBody,
  decodeRecord,
  type ForkBody,
  type ReceiptBody,
} from '../../protocol/record.ts';
import type { PeerContext } from '../client-context.ts';
import type { TimelineEntry } from '../conversation/timeline-entry.ts';
import { applyReceipt } from '../outbound/acknowledgement.ts';
import { Transaction } from '../storage/peer-store.ts';
import { type Abandoned, StreamFork } from './fork.ts';
import { Opener } from './opener.ts';
import { repeatReceipt } from './receipt.ts';
import { nextOf, noteFork, placeRecord, raiseClock, useStream } from './stream-assembler.ts';

/** What a delivery brought. */
export interface Received {
  readonly timeline: readonly TimelineEntry[];
  /** The highest bundle number that the peer announced. */
  readonly bundleNumber: number;
  /** Own reply keys that the peer has used. */
  readonly usedReplyKeys: readonly string[];
  /** Envelopes that could not be opened here, although they may be sound. */
  readonly failures: readonly DecryptionFailureBody[];
  /** Envelopes that the peer could not open. */
  readonly peersFailures: readonly DecryptionFailureBody[];
  /** What the peer must be told about streams that have forked. */
  readonly forks: readonly ForkBody[];
  /** Own streams that must be replaced. */
  readonly abandoned: readonly Abandoned[];
  /** Whether the peer has opened something that was sent to them. */
  readonly hasReceipt: boolean;
}

const NOTHING: Received = {
  timeline: [],
  bundleNumber: 0,
  usedReplyKeys: [],
  failures: [],
  peersFailures: [],
  forks: [],
  abandoned: [],
  hasReceipt: false,
};

/** Opens what a peer sent and applies it to a transaction. */
export class Inbox {
  readonly #context: PeerContext;
  readonly #opener: Opener;

  constructor(context: PeerContext) {
    this.#context = context;
    this.#opener = new Opener(context);
  }

  /** Takes envelopes in order. A refused one leaves no trace, and the next one is taken. */
  async receive(tx: Transaction, envelopes: readonly Bytes[]): Promise<Received> {
    const all: Received[] = [];
    for (const envelope of envelopes) all.push(await this.#attempt(tx, envelope));
    return {
      timeline: all.flatMap(({ timeline }) => timeline),
      bundleNumber: Math.max(0, ...all.map(({ bundleNumber }) => bundleNumber)),
      usedReplyKeys: all.flatMap(({ usedReplyKeys }) => usedReplyKeys),
      failures: all.flatMap(({ failures }) => failures),
      peersFailures: all.flatMap(({ peersFailures }) => peersFailures),
      forks: all.flatMap(({ forks }) => forks),
      abandoned: all.flatMap(({ abandoned }) => abandoned),
      hasReceipt: all.some(({ hasReceipt }) => hasReceipt),
    };
  }

  /** Envelopes of a blocked peer are treated like those that do not open. */
  async #attempt(tx: Transaction, bytes: Bytes): Promise<Received> {
    if (tx.state.blocked) return NOTHING;
    const step = new Transaction(tx);
    try {
      const received = await this.#read(step, bytes);
      tx.absorb(step);
      return received;
    } catch (error) {
      if (error instanceof StreamFork) return this.#onFork(tx, error);
      if (error instanceof ChatError && !error.code.startsWith('storage-')) return NOTHING;
      throw error;
    }
  }

  /** A record that does not follow is not shown; both sides are warned. */
  #onFork(tx: Transaction, { stream, seq }: StreamFork): Received {
    useStream(tx, stream);
    const timeline = noteFork(tx, stream, { mine: false, now: this.#context.now });
    const fork: ForkBody = { type: 'fork', reason: 'differs', stream, seq };
    repeatReceipt(tx);
    return { ...NOTHING, timeline, forks: [fork] };
  }

  async #read(tx: Transaction, bytes: Bytes): Promise<Received> {
    const envelope = decodeEnvelope(bytes);
    const opened = await this.#opener.open(tx, envelope);
    if (opened.kind === 'duplicate') {
      repeatReceipt(tx);
      return NOTHING;
    }
    if (opened.kind === 'decryption-failure') {
      const { chain, reason } = opened;
      return { ...NOTHING, failures: [{ type: 'decryption-failure', chain, reason }] };
    }
    const { usedReplyKey } = opened;
    const keys = {
      bundleNumber: envelope.offer?.senderBundle ?? 0,
      usedReplyKeys: usedReplyKey === undefined ? [] : [usedReplyKey],
    };
    const taken = await this.#take(tx, opened.bytes);
    // The relay must not be able to hide a newer bundle that the peer announced themselves.
    if (keys.bundleNumber > tx.state.announcedBundle) {
      tx.state = { ...tx.state, announcedBundle: keys.bundleNumber };
    }
    return { ...NOTHING, ...keys, ...taken };
  }

  /** Applies a record. */
  async #take(tx: Transaction, bytes: Bytes): Promise<Partial<Received>> {
    const record = decodeRecord(bytes);
    const { body } = record;
    if (record.seq === 0) raiseClock(tx, record);
    if (body.type === 'receipt') return this.#takeReceipt(tx, body);
    // What they could not open may have been a receipt, and nothing else repeats it.
    if (body.type === 'decryption-failure') {
      repeatReceipt(tx);
      return { peersFailures: [body] };
    }
    if (body.type === 'fork') return this.#takeFork(tx, body);
    if (record.seq === 0) return {};
    const before = tx.state.consent;
    const me = { losesTieBreak: !this.#context.losesTieBreak, now: this.#context.now };
    const timeline = await placeRecord(tx, record, bytes, me);
    if (before !== 'asked' && tx.state.consent === 'asked') this.#checkRequests();
    return { timeline };
  }

  /** A peer who has less than they once acknowledged may have been restored, so they are asked. */
  async #takeReceipt(tx: Transaction, receipt: ReceiptBody): Promise<Partial<Received>> {
    const isOwn = await applyReceipt(tx, receipt, this.#context.now);
    const { delivered: seq, stream } = tx.state.out;
    if (!isOwn) return { hasReceipt: true, abandoned: [{ stream }] };
    const isLess = receipt.delivered < seq && receipt.held !== undefined;
    const forks: ForkBody[] = isLess ? [{ type: 'fork', reason: 'behind', stream, seq }] : [];
    return { hasReceipt: true, forks };
  }

  #takeFork(tx: Transaction, { reason, stream, seq }: ForkBody): Partial<Received> {
    const { out } = tx.state;
    if (reason === 'behind') return this.#takeBehind(tx, stream, seq);
    if (stream !== out.stream) return {};
    if (reason === 'differs') return { abandoned: [{ stream }] };
    return seq <= out.delivered ? { abandoned: [{ stream, lostFrom: seq }] } : {};
  }

  /** The peer says how far this side acknowledged their stream. If it did not, it was restored. */
  #takeBehind(tx: Transaction, stream: string, acknowledged: number): Partial<Received> {
    const seq = nextOf(tx.state, stream);
    if (seq > acknowledged) return {};
    useStream(tx, stream);
    const timeline = noteFork(tx, stream, { mine: true, now: this.#context.now });
    return { timeline, forks: [{ type: 'fork', reason: 'restored', stream, seq }] };
  }

  #checkRequests(): void {
    if (this.#context.client.requestsWaiting() >= REQUESTS_WAITING_MAX)
      throw new ChatError('rate-limited');
  }
}
