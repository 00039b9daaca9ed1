import { fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { decodeRecord, type OrderedBody } from '../../protocol/record.ts';
import {
  type ChangedBy,
  forkEvent,
  type MessageRow,
  orderOf,
  refOf,
  type TimelineEntry,
} from '../conversation/timeline-entry.ts';
import { type Authors, isAlive } from '../messages/message-lookup.ts';
import {
  composedEntries,
  composedTimeline,
  newId,
  unacknowledgedEntries,
} from '../outbound/outbox.ts';
import { indexKey, type OutboxEntry } from '../outbound/outbox-entry.ts';
import type { PeerContext } from '../peer-context.ts';
import { newStream } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { repeatReceipt } from './receipt.ts';
import type { Abandoned } from './stream-fork.ts';

type Again = Omit<OutboxEntry, 'index'>;

/** What of the user's timeline is sent again, and what must be known for that. */
interface Repeating {
  readonly abandoned: Abandoned;
  /** How far the peer acknowledged the user's stream. */
  readonly delivered: number;
  readonly authors: Authors;
  readonly now: number;
}

/** Whether the peer acknowledged what stands at a place, and has lost it. */
function isLost({ stream, seq }: Pick<MessageRow, 'stream' | 'seq'>, of: Repeating): boolean {
  const { abandoned, delivered } = of;
  return stream === abandoned.stream && seq >= (abandoned.lostFrom ?? Infinity) && seq <= delivered;
}

/**
 * What the peer has lost of a message: the state that it is in now, never what was deleted. The end of
 * a conversation is not repeated.
 */
function lostOf(tx: Transaction, entry: TimelineEntry, of: Repeating): Again[] {
  const { order, row } = entry;
  const isGone = row.mine && isLost(row, of);
  const event = isGone ? eventOf(row) : undefined;
  if (event !== undefined) {
    tx.deleteMessage(order);
    return [{ id: row.id, body: event, composedAt: row.sent }];
  }
  return isGone && isAlive(row) ? lostText(tx, entry, of) : lostChanges(tx, entry, of);
}

/** The event that a row tells of, if it is repeated. */
function eventOf({ kind, seconds = 0 }: MessageRow): OrderedBody | undefined {
  if (kind === 'timer') return { type: 'timer', seconds };
  return kind === 'accept' ? { type: 'accept' } : undefined;
}

function lostText(tx: Transaction, { order, row }: TimelineEntry, { now }: Repeating): Again[] {
  const { messageId: id = row.id, text, reply, seconds, edited, reactions, sent, file } = row;
  tx.deleteMessage(order, { mine: true, id });
  const more = { ...(reply && { reply }), ...(seconds && { expires: seconds }) };
  const body: OrderedBody = file
    ? { type: 'file', id, ...file, ...(text && { text }), ...more }
    : { type: 'text', id, text, ...more };
  if (edited === undefined) return [{ id, body, composedAt: sent, past: { reactions } }];
  const edit: Again = { id: newId(), body: { type: 'edit', id, text }, composedAt: now };
  const past = { reactions, edited: changedBy(edit) };
  return [{ id, body, composedAt: sent, past }, edit];
}

const changedBy = ({ id }: Again): ChangedBy => ({ entry: id, stream: '', seq: 0 });

/** What the peer has lost of the changes to a message that they still have. */
function lostChanges(tx: Transaction, { order, row }: TimelineEntry, of: Repeating): Again[] {
  const { messageId: id = row.id, text, edited, deleted } = row;
  const changes: Again[] = [];
  const note = (body: OrderedBody): ChangedBy => {
    const change = { id: newId(), body, composedAt: of.now };
    changes.push(change);
    return changedBy(change);
  };
  const after = { ...row };
  if (row.mine && deleted && isLost(deleted, of)) after.deleted = note({ type: 'delete', id });
  else if (row.mine && edited && isLost(edited, of)) {
    after.edited = note({ type: 'edit', id, text });
  }
  const mine = row.reactions?.mine;
  if (mine && isLost(mine.by, of)) {
    const { emoji, wording } = mine;
    const author = toBase64url(row.mine ? of.authors.own : of.authors.peer);
    const by = note({ type: 'reaction', to: { author, id, wording }, emoji });
    after.reactions = { ...row.reactions, mine: { ...mine, by } };
  }
  if (changes.length > 0) tx.putMessage(order, after);
  return changes;
}

/** A body as it is sealed in a new stream; undefined for what stood for a deleted message. */
function bodyAgain(body: OrderedBody): OrderedBody | undefined {
  if (!('instead' in body)) return body;
  const { instead: _, ...rest } = body;
  return rest.type === 'delete' ? undefined : rest;
}

/** Resets what was sealed and not acknowledged, as if it had never been sealed. */
async function sealedOnes(tx: Transaction, losesTieBreak: boolean): Promise<Again[]> {
  const { stream } = tx.state.out;
  const found: Again[] = [];
  for (const { id, body, composedAt, sealed } of unacknowledgedEntries(tx)) {
    const order = orderOf(decodeRecord(fromBase64url(sealed.record)), stream, losesTieBreak);
    const row = await tx.message(order);
    const again = bodyAgain(body);
    if (again === undefined) continue;
    if (row !== undefined) tx.deleteMessage(order, refOf(row));
    const { edited, reactions } = row ?? {};
    found.push({ id, body: again, composedAt, past: { edited, reactions } });
  }
  return found;
}

/**
 * Replaces the user's stream by a new one: what was not acknowledged, or is lost to the peer, is sent
 * again, in its order. Returns the entries that have changed.
 * @param history the user's timeline
 */
export async function openStream(
  tx: Transaction,
  history: readonly TimelineEntry[],
  abandoned: Abandoned,
  context: Pick<PeerContext, 'losesTieBreak' | 'authors' | 'now'>,
): Promise<TimelineEntry[]> {
  const { losesTieBreak, authors, now } = context;
  const { lostFrom } = abandoned;
  const { out } = tx.state;
  const repeating = { abandoned, delivered: out.delivered, authors, now };
  const lost = history.flatMap((entry) => lostOf(tx, entry, repeating));
  const before = [...tx.entries('outbox').keys()];
  const composed = composedEntries(tx);
  const entries = [...lost, ...(await sealedOnes(tx, losesTieBreak)), ...composed];
  for (const key of before) tx.delete('outbox', key);
  const first = Math.max(now, 1 + Math.max(0, ...before.map(Number)));
  const again = entries.map((entry, n): OutboxEntry => ({ ...entry, index: first + n }));
  for (const entry of again) tx.put('outbox', indexKey(entry.index), entry);
  // If the peer has lost something, their profile was restored; otherwise the user's was.
  const notice = forkEvent(tx.state, { stream: out.stream, mine: lostFrom === undefined, now });
  tx.putMessage(notice.order, notice.row);
  // Messages of a pending request are sealed again, and counted again.
  tx.state = { ...tx.state, out: newStream(), requestTexts: 0, requestBytes: 0 };
  // The last receipt may have been in a text that is sent again without it.
  repeatReceipt(tx);
  return [notice, ...composedTimeline(again)];
}
