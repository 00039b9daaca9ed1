import * as v from 'valibot';
import type { ChatRecord } from '../../protocol/record.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { MessageState, MessageView, PersonId } from '../views.ts';

/** A timeline entry as it is stored under its order. */
export const MESSAGE_ROW = v.strictObject({
  id: v.string(),
  mine: v.boolean(),
  kind: v.picklist(['text', 'accept', 'decline', 'leave', 'renamed', 'fork', 'unknown']),
  text: v.string(),
  sent: v.number(),
  /** With `renamed`: the peer's old and new name. */
  names: v.optional(v.strictObject({ from: v.string(), to: v.string() })),
  stream: v.string(),
  /** Sequence number in the stream; 0 until it is sealed. */
  seq: v.number(),
});
export type MessageRow = v.InferOutput<typeof MESSAGE_ROW>;

/** A message or an event at its place in the timeline. */
export interface TimelineEntry {
  readonly order: string;
  readonly row: MessageRow;
}

/** Enough digits for 2^53. */
const digits = (value: number): string => value.toString(16).padStart(14, '0');

/**
 * The sort key of an entry: by Lamport clock, then by identity key, so that it is the same on both
 * sides. Stream and sequence number keep a hostile peer from overwriting an entry of their own.
 * @param losesTieBreak whether the author's identity key is the greater of the two
 */
export function orderOf(
  { clock, seq }: Pick<ChatRecord, 'clock' | 'seq'>,
  stream: string,
  losesTieBreak: boolean,
): string {
  return `${digits(clock)}${losesTieBreak ? 1 : 0}-${stream}-${digits(seq)}`;
}

/** The event of a peer who has another name under the same key, after everything so far. */
export function renameEvent(
  { clock }: { readonly clock: number },
  event: { readonly id: string; readonly names: MessageRow['names']; readonly now: number },
): TimelineEntry {
  const { id, names, now: sent } = event;
  const row: MessageRow = {
    id,
    mine: false,
    kind: 'renamed',
    text: '',
    sent,
    names,
    stream: '',
    seq: 0,
  };
  return { order: `${digits(clock)}2-${id}`, row };
}

/** The event of a profile that was restored or cloned, after everything so far. */
export function forkEvent(
  { clock }: { readonly clock: number },
  { stream, mine, now }: { readonly stream: string; readonly mine: boolean; readonly now: number },
): TimelineEntry {
  const id = `fork.${stream}`;
  const row: MessageRow = { id, mine, kind: 'fork', text: '', sent: now, stream, seq: 0 };
  return { order: `${digits(clock)}2-${stream}`, row };
}

/** The event of a request that the user declined, after everything so far. Nobody is told. */
export function declineEvent({ clock, updated }: PeerState, now: number): TimelineEntry {
  const id = `decline.${Math.max(updated, now)}`;
  const row: MessageRow = {
    id,
    mine: true,
    kind: 'decline',
    text: '',
    sent: now,
    stream: '',
    seq: 0,
  };
  return { order: `${digits(clock)}2-${id}`, row };
}

const WAITING = '~';

/** The sort key of a message that is not sealed yet: after all others. */
export const composedOrder = (index: number): string => `${WAITING}${digits(index)}`;

/** Whether an order is final: that of a message which is not sealed yet is not. */
export const isPlaced = (order: string): boolean => !order.startsWith(WAITING);

/** An entry as a screen shows it. */
export function viewOf(
  peer: PersonId,
  order: string,
  row: MessageRow,
  state: MessageState | undefined,
): MessageView {
  const { id, mine, kind, text, sent, names } = row;
  return { id, peer, mine, kind, text, sent, names, state, order };
}
