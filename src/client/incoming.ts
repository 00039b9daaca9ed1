import { sha256 } from '../crypto/hash.ts';
import { type Bytes, fromBase64url, toBase64url } from '../protocol/bytes.ts';
import { ChatError } from '../protocol/errors.ts';
import {
  CLOCK_MAX_JUMP,
  INBOX_MAX_AHEAD,
  RECEIPT_MAX_RANGES,
  REQUEST_MAX_TEXTS,
  STREAMS_PER_PEER,
} from '../protocol/limits.ts';
import { type ChatRecord, decodeRecord, isOrdered, type ReceiptBody } from '../protocol/record.ts';
import { consentAfterPeers } from './consent.ts';
import { orderOf, type ShownLine } from './message-row.ts';
import { type IncomingStream, NO_PREV, type PersonState } from './person.ts';
import type { Draft } from './person-rows.ts';
import type { Consent } from './views.ts';

const heldKey = (stream: string, seq: number): string => `${stream}/${seq}`;

function streamOf({ in: streams }: PersonState, stream: string): IncomingStream {
  const known = streams.find((candidate) => candidate.stream === stream);
  if (known !== undefined) return known;
  if (streams.length >= STREAMS_PER_PEER) throw new ChatError('record-malformed');
  return { stream, next: 1, prev: NO_PREV, clock: 0, read: 0 };
}

/** The last stream is the one in use. */
function withStream(state: PersonState, stream: IncomingStream): PersonState {
  const others = state.in.filter((candidate) => candidate.stream !== stream.stream);
  return { ...state, in: [...others, stream] };
}

/**
 * Puts an ordered record of the peer where it belongs: shows it when it is next in its stream, with
 * all that waited for it; keeps it when it is ahead; drops it when it was there before. Returns the
 * lines that are shown now.
 * @param second whether the peer's identity key is the greater of the two
 * @throws ChatError `record-malformed` when it breaks the stream, `too-fast` when it is too far
 *   ahead or one text too many of a request: nothing is used up, and it may come again
 */
export async function placeRecord(
  draft: Draft,
  record: ChatRecord,
  bytes: Bytes,
  second: boolean,
): Promise<ShownLine[]> {
  const name = toBase64url(record.stream);
  const stream = streamOf(draft.state, name);
  if (record.seq < stream.next) return [];
  if (record.seq > stream.next + INBOX_MAX_AHEAD) throw new ChatError('too-fast');
  if (record.seq > stream.next) {
    draft.put('held', heldKey(name, record.seq), { record: toBase64url(bytes) });
    return [];
  }
  const line = await showRecord(draft, stream, record, bytes, second);
  return [line, ...(await showHeld(draft, name, second))];
}

/** Shows what waited, as far as it goes without a gap. What breaks the stream is dropped. */
async function showHeld(draft: Draft, name: string, second: boolean): Promise<ShownLine[]> {
  const lines: ShownLine[] = [];
  for (;;) {
    const stream = streamOf(draft.state, name);
    const key = heldKey(name, stream.next);
    const held = draft.get('held', key);
    if (held === undefined) return lines;
    draft.delete('held', key);
    const bytes = fromBase64url(held.record);
    try {
      lines.push(await showRecord(draft, stream, decodeRecord(bytes), bytes, second));
    } catch (error) {
      if (error instanceof ChatError) return lines;
      throw error;
    }
  }
}

function checkSequel(state: PersonState, stream: IncomingStream, record: ChatRecord): void {
  const follows = toBase64url(record.prev) === stream.prev;
  const rises = record.clock > stream.clock;
  if (!follows || !rises || record.clock > state.clock + CLOCK_MAX_JUMP) {
    throw new ChatError('record-malformed');
  }
}

async function showRecord(
  draft: Draft,
  stream: IncomingStream,
  record: ChatRecord,
  bytes: Bytes,
  second: boolean,
): Promise<ShownLine> {
  const { state } = draft;
  checkSequel(state, stream, record);
  const { seq, clock, sent, body } = record;
  const prev = toBase64url(await sha256(bytes));
  const moved = withStream(state, { ...stream, next: seq + 1, prev, clock });
  draft.state = stateAfter({ ...moved, clock: Math.max(state.clock, clock) }, record);
  const text = body.type === 'text' ? body.text : '';
  const kind = isOrdered(body) ? body.type : 'unknown';
  const id = `${stream.stream}.${seq}`;
  const row = { id, mine: false, kind, text, sent, stream: stream.stream, seq } as const;
  const order = orderOf(record, stream.stream, second);
  draft.putMessage(order, row);
  return { order, row };
}

const isAnswered = (consent: Consent): boolean => consent !== 'none' && consent !== 'asked';

/** What a record does to consent and counts. */
function stateAfter(state: PersonState, { body, clock }: ChatRecord): PersonState {
  if (!isOrdered(body)) return state;
  const consent = consentAfterPeers(state.consent, body, clock <= state.closedAt);
  const counted = body.type === 'text' ? countText(state, consent) : state;
  const closed = consent === 'declined-by-peer' || consent === 'left-by-peer';
  return { ...counted, consent, closedAt: closed ? clock : counted.closedAt };
}

function countText(state: PersonState, consent: Consent): PersonState {
  const unread = state.unread + 1;
  if (isAnswered(consent)) return { ...state, unread, requestTexts: 0 };
  const requestTexts = state.consent === consent ? state.requestTexts + 1 : 1;
  if (requestTexts > REQUEST_MAX_TEXTS) throw new ChatError('too-fast');
  return { ...state, unread, requestTexts };
}

/** Consecutive numbers as ranges, both ends included. */
function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** What the peer is told of the stream they use; nothing before anything came. */
export function receiptOf(draft: Pick<Draft, 'state' | 'entries'>): ReceiptBody | undefined {
  const stream = draft.state.in.at(-1);
  if (stream === undefined) return undefined;
  const prefix = heldKey(stream.stream, 0).slice(0, -1);
  const ahead = [...draft.entries('held').keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => Number(key.slice(prefix.length)));
  const held = rangesOf(ahead).slice(0, RECEIPT_MAX_RANGES);
  const delivered = stream.next - 1;
  return {
    type: 'receipt',
    stream: stream.stream,
    delivered,
    ...(stream.read > 0 ? { read: stream.read } : {}),
    ...(held.length > 0 ? { held } : {}),
  };
}

/** All that was shown has been seen. */
export function markSeen(state: PersonState): PersonState {
  return { ...state, unread: 0, in: state.in.map((s) => ({ ...s, read: s.next - 1 })) };
}
