import { isEmoji } from '../../protocol/emoji.ts';
import { EARLY_DELETIONS_MAX, EDIT_MS } from '../../protocol/limits.ts';
import type { ChangeBody, DeleteBody, EditBody, ReactionBody } from '../../protocol/record.ts';
import type { ChangedBy, MessageRow, TimelineEntry } from '../conversation/timeline-entry.ts';
import type { Transaction } from '../storage/peer-store.ts';
import { deletedRow, editedRow, reactedRow } from './message-change.ts';
import { type Authors, findPlaced, isAlive, refIn } from './message-lookup.ts';

/** A record of the peer that changes a message, with its receiver and the time. */
export interface PeerChange {
  readonly by: ChangedBy;
  readonly authors: Authors;
  readonly now: number;
}

/**
 * Applies a change that the peer made. A peer can react to every message, but edit and delete only
 * their own. What cannot be applied has no effect.
 * @returns the message that has changed
 */
export async function applyPeerChange(
  tx: Transaction,
  body: ChangeBody,
  change: PeerChange,
): Promise<TimelineEntry[]> {
  if (body.type === 'reaction') return react(tx, body, change);
  return body.type === 'edit' ? edit(tx, body, change) : erase(tx, body, change);
}

function put(tx: Transaction, order: string, row: MessageRow): TimelineEntry[] {
  tx.putMessage(order, row);
  return [{ order, row, isChanged: true }];
}

async function react(
  tx: Transaction,
  { to, emoji }: ReactionBody,
  { by, authors }: PeerChange,
): Promise<TimelineEntry[]> {
  const ref = refIn(to, authors);
  if (ref === undefined || !(emoji === '' || isEmoji(emoji))) return [];
  const found = await findPlaced(tx, ref);
  if (found === undefined || !isAlive(found.row)) return [];
  const reaction = { mine: false, emoji, wording: to.wording, by };
  return put(tx, found.order, await reactedRow(found, reaction, authors));
}

async function edit(
  tx: Transaction,
  { id, text }: EditBody,
  { by, authors, now }: PeerChange,
): Promise<TimelineEntry[]> {
  const found = await findPlaced(tx, { mine: false, id });
  if (found?.row.kind !== 'text' || !isAlive(found.row)) return [];
  const { arrivedAt, sent } = found.row;
  if (now > (arrivedAt ?? sent) + EDIT_MS) return [];
  const edited = await editedRow(found, text, by, authors);
  return put(tx, found.order, { ...edited, editedAt: now });
}

async function erase(
  tx: Transaction,
  { id }: DeleteBody,
  { by }: PeerChange,
): Promise<TimelineEntry[]> {
  const ref = { mine: false, id };
  const found = await findPlaced(tx, ref);
  tx.forgetFile(ref);
  if (found !== undefined) return put(tx, found.order, deletedRow(found.row, by));
  if ((await tx.place(ref)) === undefined) rememberEarly(tx, id);
  return [];
}

/** The message may still arrive, from an abandoned stream. A limited number is remembered. */
function rememberEarly(tx: Transaction, id: string): void {
  const ids = [...tx.state.earlyDeletions, id];
  for (const old of ids.slice(0, -EARLY_DELETIONS_MAX))
    tx.rememberMessage({ mine: false, id: old });
  tx.forgetMessage({ mine: false, id });
  tx.state = { ...tx.state, earlyDeletions: ids.slice(-EARLY_DELETIONS_MAX) };
}
