import type { Bytes } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import { STRANGER_STATE_MAX_BYTES } from '../../protocol/limits.ts';
import {
  type ChatRecord,
  type DecryptionFailureBody,
  decodeRecord,
  type ForkBody,
  isTransfer,
  type ReceiptBody,
} from '../../protocol/record.ts';
import { mayAcknowledge } from '../conversation/consent.ts';
import { type MessageRow, refOf, type TimelineEntry } from '../conversation/timeline-entry.ts';
import type { FileLoader } from '../files/file-loader.ts';
import { applyReceipt, asDisclosed } from '../outbound/acknowledgement.ts';
import { composedEntries, composedTimeline } from '../outbound/outbox.ts';
import type { PeerContext } from '../peer-context.ts';
import { type PeerStore, ROW_BYTES, Transaction } from '../storage/peer-store.ts';
import { takeToken } from '../tokens/received-tokens.ts';
import { admissionState, admit, kindOf } from './admission.ts';
import { Opener } from './opener.ts';
import { OverBudget } from './over-budget.ts';
import { repeatReceipt } from './receipt.ts';
import { nextOf, noteFork, placeRecord, raiseClock, useStream } from './stream-assembler.ts';
import { type Abandoned, StreamFork } from './stream-fork.ts';
import { typingAge } from './typing.ts';

/** The results of a delivery. */
export interface Received {
  readonly timeline: readonly TimelineEntry[];
  /** The highest bundle number that the peer announced. */
  readonly bundleNumber: number;
  /** The user's reply keys that the peer has used. */
  readonly usedReplyKeys: readonly string[];
  /** Envelopes that could not be opened here, although they may be valid. */
  readonly failures: readonly DecryptionFailureBody[];
  /** Envelopes that the peer could not open. */
  readonly peersFailures: readonly DecryptionFailureBody[];
  /** What the peer must be told about streams that have forked. */
  readonly forks: readonly ForkBody[];
  /** The user's streams that must be replaced. */
  readonly abandoned: readonly Abandoned[];
  /** Whether the peer has opened something that was sent to them. */
  readonly hasReceipt: boolean;
  /** Envelopes that can be taken later, by index. */
  readonly deferred: readonly number[];
  /** How long ago the peer was typing, ms; undefined when they were not. */
  readonly typingAge: number | undefined;
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
  deferred: [],
  typingAge: undefined,
};

/** The order of the last entry of the timeline, also of one that is not sealed yet. */
async function lastOrder(store: PeerStore): Promise<string> {
  const waiting = composedTimeline(composedEntries(store)).at(-1);
  return waiting?.order ?? (await store.messages({ last: 1 }))[0]?.order ?? '';
}

/** A text of a request has a row in the timeline, and one that says where it is. */
const TEXT_ROWS_BYTES = 2 * ROW_BYTES;

/** Opens what a peer sent and applies it to a transaction. */
export class Inbox {
  readonly #context: PeerContext;
  readonly #opener: Opener;
  readonly #files: Pick<FileLoader, 'take'>;
  /** The order of the last entry that was displayed when the delivery came. */
  #displayed = '';
  /** Whether an envelope of this delivery was deferred. */
  #isDeferring = false;

  constructor(context: PeerContext, files: Pick<FileLoader, 'take'>) {
    this.#context = context;
    this.#files = files;
    this.#opener = new Opener(context);
  }

  /**
   * Processes envelopes in order. A rejected one leaves no trace, and the next one is processed.
   */
  async receive(tx: Transaction, envelopes: readonly Bytes[]): Promise<Received> {
    const all: Received[] = [];
    this.#displayed = await lastOrder(this.#context.store);
    this.#isDeferring = false;
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
      deferred: all.flatMap(({ deferred }, index) => deferred.map(() => index)),
      typingAge: all.findLast(({ typingAge }) => typingAge !== undefined)?.typingAge,
    };
  }

  /** Envelopes of a blocked peer are treated like those that do not open. */
  async #attempt(tx: Transaction, bytes: Bytes): Promise<Received> {
    if (admissionState(tx.state) === 'blocked') return NOTHING;
    const step = new Transaction(tx);
    try {
      const received = await this.#read(step, bytes);
      // The envelope that would have opened its chain was deferred.
      if (this.#isDeferring && received.failures.length > 0) return { ...NOTHING, deferred: [0] };
      await this.#limitStranger(tx, step);
      tx.absorb(step);
      return received;
    } catch (error) {
      if (error instanceof StreamFork) return this.#onFork(tx, error);
      if (!(error instanceof ChatError) || error.code.startsWith('storage-')) throw error;
      return this.#isDeferred(error) ? { ...NOTHING, deferred: [0] } : NOTHING;
    }
  }

  /** What follows a deferred record in its stream cannot be taken before it. */
  #isDeferred(error: ChatError): boolean {
    const isLater = this.#isDeferring && error.code === 'rate-limited';
    this.#isDeferring ||= error instanceof OverBudget;
    return isLater || error instanceof OverBudget;
  }

  /**
   * A record that does not follow its predecessor is not shown; both sides are warned, unless one
   * is a stranger.
   */
  #onFork(tx: Transaction, { stream, seq }: StreamFork): Received {
    if (!mayAcknowledge(tx.state.consent)) return NOTHING;
    useStream(tx, stream);
    const timeline = noteFork(tx, stream, { mine: false, now: this.#context.now });
    const fork: ForkBody = { type: 'fork', reason: 'differs', stream, seq };
    repeatReceipt(tx);
    return { ...NOTHING, timeline, forks: [fork] };
  }

  /**
   * Measures what a step would leave stored about a stranger.
   * @throws ChatError `rate-limited` when it is too much for one stranger, or for all together
   */
  async #limitStranger(before: Transaction, step: Transaction): Promise<void> {
    if (step.isEmpty || step.state.known) return;
    const isWithdrawn = before.state.consent === 'asked' && step.state.consent === 'none';
    if (isWithdrawn) await this.#deleteRequest(step);
    const { requestBytes, requestTexts, consent } = step.state;
    const state = step.bytes;
    if (state > STRANGER_STATE_MAX_BYTES) throw new ChatError('rate-limited');
    const isRequest = consent === 'asked';
    const footprint = state + (isRequest ? requestBytes + requestTexts * TEXT_ROWS_BYTES : 0);
    const { client, peer } = this.#context;
    client.strangers.admit(peer, { footprint, isRequest });
    if (footprint !== step.state.footprint) step.state = { ...step.state, footprint };
  }

  async #deleteRequest(step: Transaction): Promise<void> {
    const stored = await this.#context.store.messages({});
    for (const { order, row } of [...stored, ...step.messages]) {
      step.deleteMessage(order, refOf(row));
    }
    step.state = { ...step.state, unread: 0 };
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
    const usedReplyKeys = usedReplyKey === undefined ? [] : [usedReplyKey];
    const taken = await this.#take(tx, opened.bytes);
    if (taken === undefined) return { ...NOTHING, usedReplyKeys };
    const bundleNumber = envelope.offer?.senderBundle ?? 0;
    // The relay must not be able to hide a newer bundle that the peer announced themselves.
    if (bundleNumber > tx.state.announcedBundle) {
      tx.state = { ...tx.state, announcedBundle: bundleNumber };
    }
    return { ...NOTHING, bundleNumber, usedReplyKeys, ...taken };
  }

  /**
   * Applies a record as the admission rule says; undefined when the record is dropped.
   * @throws ChatError when it is rejected
   */
  async #take(tx: Transaction, bytes: Bytes): Promise<Partial<Received> | undefined> {
    const record = decodeRecord(bytes);
    if (record.seq === 0) return this.#takeUnordered(tx, record);
    const { client, losesTieBreak, authors, now, store } = this.#context;
    const displayed = this.#displayed;
    const above = async (order: string): Promise<MessageRow | undefined> =>
      (await store.messages({ before: order, last: 1 }))[0]?.row;
    const { readReceipts } = client.settings.values;
    const from = async (order: string, first: number): Promise<TimelineEntry[]> => [
      ...(await store.messages({ from: order, first })),
      ...composedTimeline(composedEntries(store)),
    ];
    const seen = { displayed, above, from };
    const me = { losesTieBreak: !losesTieBreak, authors, now, readReceipts, ...seen };
    const timeline = await placeRecord(tx, record, bytes, me);
    return timeline.length > 0 || mayAcknowledge(tx.state.consent) ? { timeline } : undefined;
  }

  async #takeUnordered(
    tx: Transaction,
    record: ChatRecord,
  ): Promise<Partial<Received> | undefined> {
    const { body } = record;
    const verdict = admit(tx.state.consent, kindOf(body));
    if (verdict === 'reject') throw new ChatError('rate-limited');
    if (verdict === 'drop') return undefined;
    raiseClock(tx, record);
    await takeToken(tx, body, this.#context);
    if (body.type === 'receipt') return this.#takeReceipt(tx, body);
    if (body.type === 'typing') return { typingAge: typingAge(tx.state, record, this.#context) };
    // What they could not open may have been a receipt, which nothing else repeats.
    if (body.type === 'decryption-failure') {
      repeatReceipt(tx);
      return { peersFailures: [body] };
    }
    if (body.type === 'fork') return this.#takeFork(tx, body);
    if (isTransfer(body)) await this.#files.take(tx, body);
    return {};
  }

  /** A peer who has less than they once acknowledged may have been restored, so they are asked. */
  async #takeReceipt(tx: Transaction, receipt: ReceiptBody): Promise<Partial<Received>> {
    const { client, now } = this.#context;
    const shown = asDisclosed(receipt, client.settings.values.readReceipts);
    const isOwn = await applyReceipt(tx, shown, now);
    const { delivered: seq, stream } = tx.state.out;
    if (!mayAcknowledge(tx.state.consent)) return { hasReceipt: isOwn };
    if (!isOwn) return { hasReceipt: true, abandoned: [{ stream }] };
    const isLess = receipt.delivered < seq && receipt.held !== undefined;
    const forks: ForkBody[] = isLess ? [{ type: 'fork', reason: 'behind', stream, seq }] : [];
    return { hasReceipt: true, forks };
  }

  #takeFork(tx: Transaction, { reason, stream, seq }: ForkBody): Partial<Received> {
    const { out } = tx.state;
    if (reason === 'behind') return this.#takeBehind(tx, stream, seq);
    // A notice about another stream, or about a place that was never sealed, has no meaning.
    if (stream !== out.stream || seq >= out.next) return {};
    if (reason === 'differs') return { abandoned: [{ stream }] };
    return seq <= out.delivered ? { abandoned: [{ stream, lostFrom: seq }] } : {};
  }

  /**
   * The peer says how far this side acknowledged their stream. If it did not, this side was
   * restored. For an unknown stream the reply is the same, but without a warning: the peer may have
   * invented it.
   */
  #takeBehind(tx: Transaction, stream: string, acknowledged: number): Partial<Received> {
    const seq = nextOf(tx.state, stream);
    if (seq > acknowledged) return {};
    const timeline = noteFork(tx, stream, { mine: true, now: this.#context.now });
    return { timeline, forks: [{ type: 'fork', reason: 'restored', stream, seq }] };
  }
}
