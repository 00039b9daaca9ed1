import * as v from 'valibot';
import type { ChatRecord } from '../../protocol/record.ts';
import type { MessageState, MessageView, PersonId } from '../views.ts';

/** One line of a conversation, as it is stored under its order. */
export const MESSAGE_ROW = v.strictObject({
  id: v.string(),
  mine: v.boolean(),
  kind: v.picklist(['text', 'accept', 'decline', 'leave', 'renamed', 'fork', 'unknown']),
  text: v.string(),
  sent: v.number(),
  /** With `renamed`: what the peer was called, and is called since. */
  names: v.optional(v.strictObject({ from: v.string(), to: v.string() })),
  stream: v.string(),
  /** Place in the stream; 0 before it was sealed. */
  seq: v.number(),
});
export type MessageRow = v.InferOutput<typeof MESSAGE_ROW>;

/** A line at its place in the conversation. */
export interface TimelineEntry {
  readonly order: string;
  readonly row: MessageRow;
}

/** Enough digits for 2^53. */
const digits = (value: number): string => value.toString(16).padStart(14, '0');

/**
 * Where a line stands in its conversation: by Lamport clock, then by identity key; the same on both
 * sides. Stream and place keep a hostile peer from writing over a line of their own.
 * @param losesTieBreak whether its author's identity key is the greater of the two
 */
export function orderOf(
  { clock, seq }: Pick<ChatRecord, 'clock' | 'seq'>,
  stream: string,
  losesTieBreak: boolean,
): string {
  return `${digits(clock)}${losesTieBreak ? 1 : 0}-${stream}-${digits(seq)}`;
}

/** The line of something that happened on this device alone, after all that was said so far. */
export function localEvent(clock: number, row: Omit<MessageRow, 'stream' | 'seq'>): TimelineEntry {
  return { order: `${digits(clock)}2-${row.id}`, row: { ...row, stream: '', seq: 0 } };
}

/** A line which says that a profile was restored or cloned, after all that was said so far. */
export function forkEvent(
  { clock }: { readonly clock: number },
  { stream, mine, now }: { readonly stream: string; readonly mine: boolean; readonly now: number },
): TimelineEntry {
  const id = `fork.${stream}`;
  const row: MessageRow = { id, mine, kind: 'fork', text: '', sent: now, stream, seq: 0 };
  return { order: `${digits(clock)}2-${stream}`, row };
}

const WAITING = '~';

/** Where a line stands that was not sealed yet: after all others. */
export const composedOrder = (index: number): string => `${WAITING}${digits(index)}`;

/** Whether an order is final: that of a line which waits to be sealed is not. */
export const isPlaced = (order: string): boolean => !order.startsWith(WAITING);

/** A line as a screen shows it. */
export function viewOf(
  peer: PersonId,
  order: string,
  row: MessageRow,
  state: MessageState | undefined,
): MessageView {
  const { id, mine, kind, text, sent, names } = row;
  return { id, peer, mine, kind, text, sent, names, state, order };
}
