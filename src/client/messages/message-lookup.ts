import { wordingHash } from '../../crypto/wording.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import type { MessageRefBody } from '../../protocol/record.ts';
import { type MessageRow, refOf, type TimelineEntry } from '../conversation/timeline-entry.ts';
import { factsOf } from '../files/file-view.ts';
import { composedEntries, composedTimeline } from '../outbound/outbox.ts';
import type { RowSource } from '../storage/peer-tables.ts';
import { isMessage, type MessageRef, type QuoteView } from '../views.ts';

/** The identity keys of the two people of a conversation. */
export interface Authors {
  readonly own: Bytes;
  readonly peer: Bytes;
}

const keyOf = ({ own, peer }: Authors, mine: boolean): Bytes => (mine ? own : peer);

/** Whether anything of a message can still be changed. */
export const isAlive = (row: MessageRow): boolean => isMessage(row) && row.deleted === undefined;

/** The person that a reference of a record means; undefined when it is neither of the two. */
export function refIn({ author, id }: MessageRefBody, authors: Authors): MessageRef | undefined {
  if (author === toBase64url(authors.own)) return { mine: true, id };
  return author === toBase64url(authors.peer) ? { mine: false, id } : undefined;
}

/** A message that has its final position in the timeline. @throws ChatError `storage-failed` */
export async function findPlaced(
  source: RowSource,
  ref: MessageRef,
): Promise<TimelineEntry | undefined> {
  const order = (await source.place(ref))?.order;
  const row = order === undefined ? undefined : await source.message(order);
  return order === undefined || row === undefined ? undefined : { order, row };
}

/** A message, also an own one that is not sealed yet. @throws ChatError `storage-failed` */
export async function findMessage(
  source: RowSource,
  ref: MessageRef,
): Promise<TimelineEntry | undefined> {
  const composed = ref.mine ? composedEntries(source).filter(({ id }) => id === ref.id) : [];
  return composedTimeline(composed)[0] ?? findPlaced(source, ref);
}

/** The hash of a message's current wording. */
export function wordingOf({ row }: TimelineEntry, authors: Authors): Promise<string> {
  const { id } = refOf(row) as MessageRef;
  return wordingHash(keyOf(authors, row.mine), id, row.text);
}

/** A record's reference to a message and its current wording. */
export async function refTo(entry: TimelineEntry, authors: Authors): Promise<MessageRefBody> {
  const { id } = refOf(entry.row) as MessageRef;
  const author = toBase64url(keyOf(authors, entry.row.mine));
  return { author, id, wording: await wordingOf(entry, authors) };
}

/** A reply's reference to the message that it answers; undefined when that is gone. */
export async function replyTo(
  source: RowSource,
  ref: MessageRef,
  authors: Authors,
): Promise<MessageRefBody | undefined> {
  const found = await findMessage(source, ref);
  return found && isAlive(found.row) ? refTo(found, authors) : undefined;
}

/** The message that another one answers, looked up on this device: a quote cannot be forged. */
export async function quoteOf(
  source: RowSource,
  { row: { reply } }: TimelineEntry,
  authors: Authors,
): Promise<QuoteView | undefined> {
  const ref = reply && refIn(reply, authors);
  if (reply === undefined || ref === undefined) return undefined;
  const found = await findMessage(source, ref);
  if (found === undefined) return { ref, kind: 'missing', text: '', target: undefined };
  const { order, row } = found;
  const target = { id: row.id, order };
  if (row.deleted !== undefined) return { ref, kind: 'deleted', text: '', target };
  const isCurrent = reply.wording === (await wordingOf(found, authors));
  const kind = isCurrent ? 'current' : 'edited';
  return { ref, kind, text: row.text, file: factsOf(row), target };
}
