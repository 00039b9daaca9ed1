import { ChatError } from '../../protocol/errors.ts';
import {
  CROSSING_MS,
  REQUEST_AGAIN_MS,
  REQUEST_MAX_BYTES,
  REQUEST_MAX_TEXTS,
} from '../../protocol/limits.ts';
import {
  type ChangeBody,
  type ChatRecord,
  isChange,
  isOrdered,
  replacedHash,
  type TextBody,
} from '../../protocol/record.ts';
import { consentAfterPeers } from '../conversation/consent.ts';
import { type MessageRow, orderOf, type TimelineEntry } from '../conversation/timeline-entry.ts';
import { fileRow } from '../files/file-row.ts';
import { announced } from '../files/transfer.ts';
import { willExpire } from '../messages/expiry.ts';
import type { Authors } from '../messages/message-lookup.ts';
import { applyPeerChange } from '../messages/peer-changes.ts';
import { applyRidingReceipt, asDisclosed } from '../outbound/acknowledgement.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { placeKey } from '../storage/peer-tables.ts';
import { isMessage } from '../views.ts';
import { kindOf, type RecordKind } from './admission.ts';
import { entryId } from './read-marks.ts';

/** Nobody writes more messages than that while one of the other arrives. */
const CROSSING_MAX = 32;

/** The receiver of a record, and the time. */
export interface Receiving {
  /** Whether the peer's identity key is the greater of the two. */
  readonly losesTieBreak: boolean;
  readonly authors: Authors;
  readonly now: number;
  /** Whether the user learns what the peer has read. */
  readonly readReceipts: boolean;
  /** The order of the last entry that is displayed; empty when there is none. */
  readonly displayed: string;
  /** The first displayed entries from an order on, so many. @throws ChatError `storage-failed` */
  from(order: string, first: number): Promise<readonly TimelineEntry[]>;
  /** The entry that is displayed right above an order. @throws ChatError `storage-failed` */
  above(order: string): Promise<MessageRow | undefined>;
}

/** A record that is next in its stream, and was admitted. */
interface Applying extends Receiving {
  readonly stream: string;
  /** For a message of a request: its bytes. */
  readonly requestBytes: number | undefined;
}

/**
 * Applies a record of the peer that is next in its stream. Returns the entries that are new or have
 * changed.
 * @throws ChatError `rate-limited` when it is one message too many in a request
 */
export async function applyRecord(
  tx: Transaction,
  record: ChatRecord,
  me: Applying,
): Promise<TimelineEntry[]> {
  const { body } = record;
  tx.state = { ...tx.state, clock: Math.max(tx.state.clock, record.clock) };
  if (isChange(body)) return applyChange(tx, record, body, me);
  const isRequest = me.requestBytes !== undefined;
  if (body.type === 'text' && body.receipt && !isRequest) await takeReceipt(tx, body.receipt, me);
  const isDeleted = 'id' in body && tx.state.earlyDeletions.includes(body.id);
  // After a fork, a message is sent again that may have arrived, or have been deleted here.
  if ('id' in body && !isDeleted && (await isKnown(tx, body))) return [];
  const before = tx.state;
  tx.state = stateAfter(addToRequest(before, me), record);
  if (isWithdrawn(before, tx.state)) return [];
  return putRow(tx, record, me, isDeleted);
}

function takeReceipt(
  tx: Transaction,
  receipt: NonNullable<TextBody['receipt']>,
  { readReceipts, now }: Receiving,
): Promise<void> {
  return applyRidingReceipt(tx, asDisclosed(receipt, readReceipts), now);
}

const isKnown = async (tx: Transaction, { id }: Pick<TextBody, 'id'>): Promise<boolean> =>
  (await tx.place({ mine: false, id })) !== undefined;

/** Applies a change to the message that it names. */
async function applyChange(
  tx: Transaction,
  record: ChatRecord,
  body: ChangeBody,
  me: Applying,
): Promise<TimelineEntry[]> {
  const isStandIn = body.type === 'delete' && replacedHash(body) !== undefined;
  // It replaces the message itself, which was erased before it arrived.
  if (isStandIn && !(await isKnown(tx, body))) return putRow(tx, record, me, true);
  const { authors, now, stream } = me;
  return applyPeerChange(tx, body, { by: { entry: '', stream, seq: record.seq }, authors, now });
}

async function putRow(
  tx: Transaction,
  record: ChatRecord,
  me: Applying,
  isDeleted: boolean,
): Promise<TimelineEntry[]> {
  const { losesTieBreak, now, stream, displayed } = me;
  const { seq, sent, body } = record;
  const id = entryId(stream, seq);
  const order = orderOf(record, stream, losesTieBreak);
  // The messages displayed below it were written, or read, without it.
  const isLate = order < displayed && !(await crossesOwn(tx, order, me));
  const late = isLate ? { late: true as const } : {};
  const base = { id, mine: false, sent, stream, seq, arrivedAt: now, ...late } as const;
  const message = 'id' in body ? { messageId: body.id } : {};
  const erased = { ...base, ...message, kind: 'text', text: '' } as const;
  const row: MessageRow = isDeleted
    ? { ...erased, deleted: { entry: '', stream, seq } }
    : { ...base, ...contentOf(body), ...message, ...(await crossingIn(tx, record, order, me)) };
  tx.putMessage(order, row);
  if (body.type === 'file' && !isDeleted) {
    const ref = { mine: false, id: body.id };
    tx.put('transfers', placeKey(ref), announced(body, now));
  }
  const { messageId, seconds } = row;
  if (messageId !== undefined && seconds !== undefined) {
    willExpire(tx, { mine: false, id: messageId }, { seconds, stream, seq });
  }
  // Both people may set the timer at the same time: the later one in the timeline applies on both
  // devices.
  if (body.type === 'timer' && order > tx.state.timer.order) {
    tx.state = { ...tx.state, timer: { seconds: body.seconds, order } };
  }
  return [{ order, row }];
}

/**
 * Whether a message of the peer stands above nothing but what the user has just written, and the peer
 * has not acknowledged: two people write at the same time. A peer who conceals that they have it gains a
 * few seconds, in which the user sees the message appear.
 */
async function crossesOwn(
  { state }: Transaction,
  order: string,
  { now, from }: Receiving,
): Promise<boolean> {
  const { stream, delivered } = state.out;
  const isUnacknowledged = (row: MessageRow): boolean =>
    row.seq === 0 || (row.stream === stream && row.seq > delivered);
  const below = await from(order, CROSSING_MAX + 1);
  const isCrossed = ({ row }: TimelineEntry): boolean =>
    row.mine && Math.abs(now - row.sent) <= CROSSING_MS && isUnacknowledged(row);
  return below.length <= CROSSING_MAX && below.every(isCrossed);
}

/** Whether the author of a text had not seen the own message that stands right above it. */
async function crossingIn(
  tx: Transaction,
  { body }: ChatRecord,
  order: string,
  { above }: Applying,
): Promise<Pick<MessageRow, 'crossing'>> {
  const { stream, next } = tx.state.out;
  const seen = 'seen' in body ? body.seen : undefined;
  if (seen?.stream !== stream || seen.seq >= next - 1) return {};
  const row = await above(order);
  const isOwnText = row?.mine === true && isMessage(row) && row.stream === stream;
  return isOwnText && row.seq > seen.seq ? { crossing: true } : {};
}

/** The part of a body that a timeline entry shows. */
function contentOf(
  body: ChatRecord['body'],
): Pick<MessageRow, 'kind' | 'text' | 'reply' | 'seconds' | 'file'> {
  if (body.type === 'file') return fileRow(body);
  if (body.type === 'text') {
    const { text, reply, expires: seconds } = body;
    return { kind: 'text', text, reply, seconds };
  }
  if (body.type === 'timer') return { kind: 'timer', text: '', seconds: body.seconds };
  return { kind: isOrdered(body) && !isChange(body) ? body.type : 'unknown', text: '' };
}

/**
 * Counts one more message of a request.
 * @throws ChatError `rate-limited` when the request has reached its limit
 */
function addToRequest(state: PeerState, { requestBytes: length, now }: Applying): PeerState {
  if (length === undefined) return state;
  const isFirst = state.consent !== 'asked';
  const requestTexts = (isFirst ? 0 : state.requestTexts) + 1;
  const requestBytes = (isFirst ? 0 : state.requestBytes) + length;
  if (requestTexts > REQUEST_MAX_TEXTS || requestBytes > REQUEST_MAX_BYTES) {
    throw new ChatError('rate-limited');
  }
  // A person's first request is not limited; later ones are limited to one a day.
  const isAgain = isFirst && (state.consent !== 'none' || state.requestTexts > 0);
  const mayAskFrom = isAgain ? now + REQUEST_AGAIN_MS : state.mayAskFrom;
  return { ...state, requestTexts, requestBytes, mayAskFrom };
}

/** The state after an admitted record, with respect to consent and counts. */
function stateAfter(state: PeerState, { body, clock }: ChatRecord): PeerState {
  const kind: RecordKind = kindOf(body);
  const consent = consentAfterPeers(state.consent, kind, state.known);
  const unread = state.unread + (isMessage({ kind: body.type }) ? 1 : 0);
  const closedAt = consent === 'left-by-peer' ? clock : state.closedAt;
  return { ...state, consent, unread, closedAt };
}

/** Whether a stranger withdrew a request: its buffered messages are deleted. */
const isWithdrawn = (before: PeerState, after: PeerState): boolean =>
  before.consent === 'asked' && after.consent === 'none';
