import { type Bytes, compare } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import { REQUESTS_WAITING_MAX } from '../../protocol/limits.ts';
import {
  decodeRecord,
  type ForkBody,
  type ReceiptBody,
  type TroubleBody,
} from '../../protocol/record.ts';
import type { TimelineEntry } from '../conversation/timeline-entry.ts';
import { applyReceipt } from '../outbound/acknowledgement.ts';
import { Transaction } from '../storage/peer-store.ts';
import { type Abandoned, StreamFork } from './fork.ts';
import { Opener, type OpenerParts } from './opener.ts';
import { repeatReceipt } from './receipt.ts';
import { nextOf, noteFork, placeRecord, raiseClock, useStream } from './stream-assembler.ts';

export interface InboxParts extends OpenerParts {
  /** How many requests of others wait for an answer. */
  requestsWaiting(): number;
}

/** What a delivery brought. */
export interface Received {
  readonly lines: readonly TimelineEntry[];
  /** The number of the peer's newest bundle that they told of. */
  readonly bundleNumber: number;
  /** Own reply keys that the peer has used. */
  readonly usedReplyKeys: readonly string[];
  /** What could not be opened, although it may be sound. */
  readonly troubles: readonly TroubleBody[];
  /** What the peer could not open. */
  readonly peersTroubles: readonly TroubleBody[];
  /** What the peer is to be told of streams that go on in two ways. */
  readonly forks: readonly ForkBody[];
  /** Own streams that have to give way to new ones. */
  readonly abandoned: readonly Abandoned[];
  /** Whether the peer has opened what was sent to them. */
  readonly hasReceipt: boolean;
}

const NOTHING: Received = {
  lines: [],
  bundleNumber: 0,
  usedReplyKeys: [],
  troubles: [],
  peersTroubles: [],
  forks: [],
  abandoned: [],
  hasReceipt: false,
};

/** Reads what a peer sent into a transaction. */
export class Inbox {
  readonly #parts: InboxParts;
  readonly #opener: Opener;
  /** Whether the peer's identity key is the greater of the two. */
  readonly #losesTieBreak: boolean;

  constructor(parts: InboxParts) {
    this.#parts = parts;
    this.#opener = new Opener(parts);
    this.#losesTieBreak = compare(parts.peer, parts.me) > 0;
  }

  /** Reads envelopes in turn. One that is refused leaves no trace, and the next one is read. */
  async receive(tx: Transaction, envelopes: readonly Bytes[]): Promise<Received> {
    const all: Received[] = [];
    for (const envelope of envelopes) all.push(await this.#attempt(tx, envelope));
    return {
      lines: all.flatMap(({ lines }) => lines),
      bundleNumber: Math.max(0, ...all.map(({ bundleNumber }) => bundleNumber)),
      usedReplyKeys: all.flatMap(({ usedReplyKeys }) => usedReplyKeys),
      troubles: all.flatMap(({ troubles }) => troubles),
      peersTroubles: all.flatMap(({ peersTroubles }) => peersTroubles),
      forks: all.flatMap(({ forks }) => forks),
      abandoned: all.flatMap(({ abandoned }) => abandoned),
      hasReceipt: all.some(({ hasReceipt }) => hasReceipt),
    };
  }

  /** Someone blocked is not told apart from someone whose messages do not open. */
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

  /** What does not follow is not shown; both sides are warned. */
  #onFork(tx: Transaction, { stream, seq }: StreamFork): Received {
    useStream(tx, stream);
    const lines = noteFork(tx, stream, { mine: false, now: this.#parts.now() });
    const fork: ForkBody = { type: 'fork', reason: 'differs', stream, seq };
    repeatReceipt(tx);
    return { ...NOTHING, lines, forks: [fork] };
  }

  async #read(tx: Transaction, bytes: Bytes): Promise<Received> {
    const envelope = decodeEnvelope(bytes);
    const opened = await this.#opener.open(tx, envelope);
    if (opened.kind === 'duplicate') {
      repeatReceipt(tx);
      return NOTHING;
    }
    if (opened.kind === 'trouble') {
      const { chain, reason } = opened;
      return { ...NOTHING, troubles: [{ type: 'trouble', chain, reason }] };
    }
    const { usedReplyKey } = opened;
    const keys = {
      bundleNumber: envelope.offer?.senderBundle ?? 0,
      usedReplyKeys: usedReplyKey === undefined ? [] : [usedReplyKey],
    };
    const taken = await this.#take(tx, opened.bytes);
    // The relay must not hide for long what the peer themselves have said.
    if (keys.bundleNumber > tx.state.announcedBundle) {
      tx.state = { ...tx.state, announcedBundle: keys.bundleNumber };
    }
    return { ...NOTHING, ...keys, ...taken };
  }

  /** Does what a record says. */
  async #take(tx: Transaction, bytes: Bytes): Promise<Partial<Received>> {
    const record = decodeRecord(bytes);
    const { body } = record;
    if (record.seq === 0) raiseClock(tx, record);
    if (body.type === 'receipt') return this.#takeReceipt(tx, body);
    // A receipt may have been in what they could not open, and nothing else repeats it.
    if (body.type === 'trouble') {
      repeatReceipt(tx);
      return { peersTroubles: [body] };
    }
    if (body.type === 'fork') return this.#takeFork(tx, body);
    if (record.seq === 0) return {};
    const before = tx.state.consent;
    const me = { losesTieBreak: this.#losesTieBreak, now: this.#parts.now() };
    const lines = await placeRecord(tx, record, bytes, me);
    if (before !== 'asked' && tx.state.consent === 'asked') this.#checkRequests();
    return { lines };
  }

  /** A peer who has less than they acknowledged may have been restored: they are asked. */
  async #takeReceipt(tx: Transaction, receipt: ReceiptBody): Promise<Partial<Received>> {
    const isOwn = await applyReceipt(tx, receipt, this.#parts.now());
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

  /** The peer says how far their stream was acknowledged from here; if it is not, this was restored. */
  #takeBehind(tx: Transaction, stream: string, acknowledged: number): Partial<Received> {
    const seq = nextOf(tx.state, stream);
    if (seq > acknowledged) return {};
    useStream(tx, stream);
    const lines = noteFork(tx, stream, { mine: true, now: this.#parts.now() });
    return { lines, forks: [{ type: 'fork', reason: 'restored', stream, seq }] };
  }

  #checkRequests(): void {
    if (this.#parts.requestsWaiting() >= REQUESTS_WAITING_MAX) throw new ChatError('rate-limited');
  }
}
