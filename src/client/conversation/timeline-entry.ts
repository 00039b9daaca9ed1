import * as v from 'valibot';
import { FILE_FACTS } from '../../protocol/file-record.ts';
import { type ChatRecord, MESSAGE_REF } from '../../protocol/record.ts';
import type { FileView } from '../files/file-views.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type {
  MessageRef,
  MessageState,
  MessageView,
  PersonId,
  QuoteView,
  ReactionView,
} from '../views.ts';

/** A record that changed a message: which entry of the outbox it was, and its place once sealed. */
const CHANGED_BY = v.strictObject({ entry: v.string(), stream: v.string(), seq: v.number() });
export type ChangedBy = v.InferOutput<typeof CHANGED_BY>;

/** The last reaction of one person. It is shown as long as it is about the current wording. */
const REACTION = v.strictObject({
  emoji: v.string(),
  wording: v.string(),
  isShown: v.boolean(),
  by: CHANGED_BY,
});

export type ReactionRow = v.InferOutput<typeof REACTION>;

/** A timeline entry as it is stored under its order. */
export const MESSAGE_ROW = v.strictObject({
  id: v.string(),
  mine: v.boolean(),
  kind: v.picklist([
    'text',
    'file',
    'accept',
    'decline',
    'leave',
    'renamed',
    'fork',
    'timer',
    'unknown',
  ]),
  text: v.string(),
  sent: v.number(),
  /** With `renamed`: the peer's old and new name. */
  names: v.optional(v.strictObject({ from: v.string(), to: v.string() })),
  stream: v.string(),
  /** Sequence number in the stream; 0 until it is sealed. */
  seq: v.number(),
  /** Of texts: identifies it among those of its author. */
  messageId: v.optional(v.string()),
  /** Of texts: it disappears so many seconds after it was seen. Of timers: what was set. */
  seconds: v.optional(v.number()),
  /** When it arrived here, ms. */
  arrivedAt: v.optional(v.number()),
  /** Of own texts: when a receipt said so, ms. */
  deliveredAt: v.optional(v.number()),
  readAt: v.optional(v.number()),
  /** When its wording was last changed, or the change arrived here, ms. */
  editedAt: v.optional(v.number()),
  /** It was put above entries that were displayed already. */
  late: v.optional(v.literal(true)),
  /** Its author had not seen the own message right above it. */
  crossing: v.optional(v.literal(true)),
  /** The message that it answers. */
  reply: v.optional(MESSAGE_REF),
  /** What its author says about a file. */
  file: v.optional(
    v.strictObject({ ...FILE_FACTS, hash: v.string(), album: v.optional(v.string()) }),
  ),
  edited: v.optional(CHANGED_BY),
  deleted: v.optional(CHANGED_BY),
  reactions: v.optional(
    v.strictObject({ mine: v.optional(REACTION), theirs: v.optional(REACTION) }),
  ),
});
export type MessageRow = v.InferOutput<typeof MESSAGE_ROW>;

/** A message or an event at its position in the timeline. */
export interface TimelineEntry {
  readonly order: string;
  readonly row: MessageRow;
  /** It was there before, and something about it has changed. */
  readonly isChanged?: true;
}

/** What other records call a message; nothing else has a reference. */
export const refOf = ({ mine, messageId }: MessageRow): MessageRef | undefined =>
  messageId === undefined ? undefined : { mine, id: messageId };

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

/** The event that a peer has another name under the same key, after everything so far. */
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

/** The event that a profile was restored or cloned, after everything so far. */
export function forkEvent(
  { clock }: { readonly clock: number },
  { stream, mine, now }: { readonly stream: string; readonly mine: boolean; readonly now: number },
): TimelineEntry {
  const id = `fork.${stream}`;
  const row: MessageRow = { id, mine, kind: 'fork', text: '', sent: now, stream, seq: 0 };
  return { order: `${digits(clock)}2-${stream}`, row };
}

/** The event that the user declined a request, after everything so far. Nobody is told. */
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

/** Whether an order is final; that of an unsealed message is not. */
export const isPlaced = (order: string): boolean => !order.startsWith(WAITING);

/** What is derived from a row and the rest of what is stored. */
export interface RowFacts {
  readonly state: MessageState | undefined;
  readonly quote: QuoteView | undefined;
  /** When it disappears, ms by the own clock. */
  readonly expiresAt: number | undefined;
  readonly file?: FileView | undefined;
}

function reactionsOf({ reactions = {} }: MessageRow): ReactionView[] {
  const { mine, theirs } = reactions;
  const shown = (reaction: typeof mine, isMine: boolean): ReactionView[] =>
    reaction?.isShown === true ? [{ mine: isMine, emoji: reaction.emoji }] : [];
  return [...shown(mine, true), ...shown(theirs, false)];
}

/** An entry as a screen shows it. */
export function viewOf(
  peer: PersonId,
  { order, row }: TimelineEntry,
  { state, quote, expiresAt, file }: RowFacts,
): MessageView {
  const { id, mine, kind, text, sent, names, late, arrivedAt } = row;
  const { deliveredAt, readAt, editedAt } = row;
  return {
    id,
    peer,
    mine,
    kind,
    text,
    file,
    sent,
    names,
    state,
    order,
    ref: refOf(row),
    isDeleted: row.deleted !== undefined,
    isEdited: row.edited !== undefined,
    isCrossing: row.crossing === true,
    arrivedAt,
    deliveredAt,
    readAt,
    editedAt,
    lateAt: late === true ? arrivedAt : undefined,
    quote,
    reactions: reactionsOf(row),
    seconds: row.seconds,
    expiresAt,
  };
}
