import type { OrderedBody } from '../../protocol/record.ts';
import type { ChangedBy, MessageRow, TimelineEntry } from '../conversation/timeline-entry.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { MessageRef } from '../views.ts';
import { type Authors, findPlaced, refIn } from './message-lookup.ts';

/** The message that an own change is about. */
function targetOf(body: OrderedBody, authors: Authors): MessageRef | undefined {
  if (body.type === 'reaction') return refIn(body.to, authors);
  return body.type === 'edit' || body.type === 'delete' ? { mine: true, id: body.id } : undefined;
}

/** A message whose change got its position; undefined when a later change replaced it. */
function withPlace(row: MessageRow, by: ChangedBy): MessageRow | undefined {
  const { edited, deleted, reactions } = row;
  if (deleted?.entry === by.entry) return { ...row, deleted: by };
  if (edited?.entry === by.entry) return { ...row, edited: by };
  const mine = reactions?.mine;
  if (mine?.by.entry !== by.entry) return undefined;
  return { ...row, reactions: { ...reactions, mine: { ...mine, by } } };
}

/** Records the position of an own change in the stream. Returns the message, if it has changed. */
export async function notePlace(
  tx: Transaction,
  body: OrderedBody,
  by: ChangedBy,
  authors: Authors,
): Promise<TimelineEntry[]> {
  const ref = targetOf(body, authors);
  const found = ref && (await findPlaced(tx, ref));
  const row = found && withPlace(found.row, by);
  if (found === undefined || row === undefined) return [];
  tx.putMessage(found.order, row);
  return [{ order: found.order, row, isChanged: true }];
}
