import { recordHash } from '../../crypto/record-hash.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { CLOCK_MAX_JUMP, INBOX_MAX_AHEAD, STREAMS_PER_PEER } from '../../protocol/limits.ts';
import { type ChatRecord, decodeRecord } from '../../protocol/record.ts';
import { forkEvent, type TimelineEntry } from '../conversation/timeline-entry.ts';
import { heldPrefix, type IncomingStream, NO_PREV, type PeerState } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { takeToken } from '../tokens/received-tokens.ts';
import { admissionState, admit, holdsAhead, kindOf, type Verdict } from './admission.ts';
import { applyRecord, type Receiving } from './applied-record.ts';
import { repeatReceipt } from './receipt.ts';
import { StreamFork } from './stream-fork.ts';

const heldKey = (stream: string, seq: number): string => `${heldPrefix(stream)}${seq}`;

/** Moves a stream to the end of the list: receipts cover the most recently used stream. */
function putLast(tx: Transaction, stream: IncomingStream): void {
  const others = tx.state.in.filter((candidate) => candidate.stream !== stream.stream);
  tx.state = { ...tx.state, in: [...others, stream] };
}

function dropHeld(tx: Transaction): void {
  for (const key of tx.entries('held').keys()) tx.delete('held', key);
}

/**
 * Switches to a stream of the peer. Records held for the previous one are dropped, because the peer
 * sends them again if it is used again. Only the 16 most recently used streams are remembered.
 */
export function useStream(tx: Transaction, name: string): IncomingStream {
  const { in: streams } = tx.state;
  const last = streams.at(-1);
  if (last?.stream === name) return last;
  const begun = { stream: name, next: 1, prev: NO_PREV, clock: 0, read: 0, forked: false };
  const stream = streams.find((known) => known.stream === name) ?? begun;
  dropHeld(tx);
  putLast(tx, stream);
  tx.state = { ...tx.state, in: tx.state.in.slice(-STREAMS_PER_PEER) };
  return stream;
}

/**
 * Adds an event, once, for a known stream that was abandoned because a profile was restored or
 * cloned: the user's profile, or the peer's.
 */
export function noteFork(
  tx: Transaction,
  name: string,
  { mine, now }: { readonly mine: boolean; readonly now: number },
): TimelineEntry[] {
  const { state } = tx;
  const stream = state.in.find((known) => known.stream === name);
  if (stream === undefined || stream.forked) return [];
  const forked = { ...stream, forked: true };
  tx.state = { ...state, in: state.in.map((known) => (known === stream ? forked : known)) };
  const entry = forkEvent(state, { stream: name, mine, now });
  tx.putMessage(entry.order, entry.row);
  return [entry];
}

/** Outgoing messages sort after everything that the peer had seen when they wrote a record. */
export function raiseClock(tx: Transaction, { clock }: Pick<ChatRecord, 'clock'>): void {
  const { state } = tx;
  const isBelievable = clock <= state.clock + CLOCK_MAX_JUMP;
  if (clock > state.clock && isBelievable) tx.state = { ...state, clock };
}

/** The next sequence number of a stream to be shown. */
export const nextOf = ({ in: streams }: PeerState, name: string): number =>
  streams.find(({ stream }) => stream === name)?.next ?? 1;

/**
 * Inserts an ordered record of the peer. When it is next in its stream, the admission rule decides:
 * it is shown, with all held records that follow, or only the stream's position advances. It is
 * held when it is ahead, and dropped when it was inserted earlier. Returns the entries that are
 * shown now.
 * @param me the receiver, and the time
 * @throws ChatError `record-malformed` when it breaks the stream, `rate-limited` when it is too far
 * ahead, one message too many in a request, or rejected by the admission rule: nothing is used up,
 * and it may be sent again; StreamFork when the stream has forked
 */
export async function placeRecord(
  tx: Transaction,
  record: ChatRecord,
  bytes: Bytes,
  me: Receiving,
): Promise<TimelineEntry[]> {
  const name = toBase64url(record.stream);
  const stream = useStream(tx, name);
  const { seq } = record;
  if (seq < stream.next) {
    const isOther =
      seq === stream.next - 1 && (await recordHash(bytes, record.body)) !== stream.prev;
    if (isOther) throw new StreamFork(name, seq);
    repeatReceipt(tx);
    return [];
  }
  const furthest = holdsAhead(tx.state.consent) ? stream.next + INBOX_MAX_AHEAD : stream.next;
  if (seq > furthest) throw new ChatError('rate-limited');
  if (seq > stream.next) {
    await hold(tx, name, seq, bytes);
    return [];
  }
  const entries = await showRecord(tx, stream, record, bytes, me);
  return [...entries, ...(await showHeld(tx, name, me))];
}

async function hold(tx: Transaction, stream: string, seq: number, bytes: Bytes): Promise<void> {
  const key = heldKey(stream, seq);
  const held = tx.get('held', key);
  if (held !== undefined) {
    const isSame = (await recordHash(fromBase64url(held.record))) === (await recordHash(bytes));
    if (!isSame) throw new StreamFork(stream, seq);
    repeatReceipt(tx);
  }
  tx.put('held', key, { record: toBase64url(bytes) });
}

/** Shows held records up to the first gap. A record that breaks the stream is dropped. */
async function showHeld(tx: Transaction, name: string, me: Receiving): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  for (;;) {
    const stream = useStream(tx, name);
    const key = heldKey(name, stream.next);
    const held = tx.get('held', key);
    if (held === undefined) return entries;
    tx.delete('held', key);
    const bytes = fromBase64url(held.record);
    try {
      entries.push(...(await showRecord(tx, stream, decodeRecord(bytes), bytes, me)));
    } catch (error) {
      // The held record belongs to a stream that the peer lost when their profile was restored.
      if (error instanceof StreamFork) throw error;
      // The receipt tells the sender how far their stream was accepted here, so they notice the
      // difference.
      if (error instanceof ChatError) return entries;
      throw error;
    }
  }
}

function checkSequel(state: PeerState, stream: IncomingStream, record: ChatRecord): void {
  if (toBase64url(record.prev) !== stream.prev) {
    throw new StreamFork(stream.stream, record.seq);
  }
  const rises = record.clock > stream.clock;
  if (!rises || record.clock > state.clock + CLOCK_MAX_JUMP) {
    throw new ChatError('record-malformed');
  }
}

async function showRecord(
  tx: Transaction,
  stream: IncomingStream,
  record: ChatRecord,
  bytes: Bytes,
  me: Receiving,
): Promise<TimelineEntry[]> {
  const verdict = verdictFor(tx.state, record, me.now);
  if (verdict === 'reject') throw new ChatError('rate-limited');
  checkSequel(tx.state, stream, record);
  const { seq, clock, body } = record;
  putLast(tx, { ...stream, next: seq + 1, prev: await recordHash(bytes, body), clock });
  if (verdict === 'drop') return [];
  // A new stream begins only when the previous one had to be abandoned.
  const before = seq === 1 ? tx.state.in.at(-2) : undefined;
  const isForked = verdict === 'accept' && before !== undefined;
  const notice = isForked ? noteFork(tx, before.stream, { mine: false, now: me.now }) : [];
  await takeToken(tx, body, me);
  const requestBytes = verdict === 'buffer' ? bytes.length : undefined;
  const shown = await applyRecord(tx, record, { ...me, stream: stream.stream, requestBytes });
  return [...notice, ...shown];
}

/** The admission rule's verdict on a record, and when requests are possible. */
function verdictFor(state: PeerState, { body, clock }: ChatRecord, now: number): Verdict {
  const verdict = admit(admissionState(state), kindOf(body));
  if (verdict !== 'buffer' || state.consent === 'asked') return verdict;
  // It was written before its author knew that the conversation had ended, or too early.
  const isStale = clock <= state.closedAt && state.consent !== 'declined-by-me';
  return isStale || now < state.mayAskFrom ? 'drop' : 'buffer';
}

/** Whether a record is held because an earlier one is missing. */
export const hasGap = (rows: Pick<Transaction, 'entries'>): boolean =>
  rows.entries('held').size > 0;
