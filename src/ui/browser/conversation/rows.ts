import { isMessage, type MessageView } from '../../../client/views.ts';
import { isEmojiOnly } from '../../../protocol/emoji.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { stableRows } from '../app/stable-rows.ts';
import { type MessageParts, partsOf } from '../message/message-parts.ts';
import { clockTime, dayName, fullTime } from './dates.ts';
import { eventText } from './event-text.ts';

/** One entry as it is shown. */
export interface Row extends MessageParts {
  readonly key: string;
  /** CSS classes: its author and its position in its group. */
  readonly classes: string;
  /** The day separator above it, or empty. */
  readonly day: string;
  readonly isFirstUnread: boolean;
  /** The author, for screen readers. */
  readonly speaker: string;
  /** The text of an event, or empty. */
  readonly event: string;
  /** That it arrived after what is below it was displayed, or was written without what is above, or empty. */
  readonly late: string;
  readonly time: string;
  readonly fullTime: string;
  readonly mark: keyof typeof strings.state | '';
  readonly stateLabel: string;
  /** Of an album (files/albums.ts): its pictures. */
  readonly album?: readonly Row[];
  /** It is a picture of the album above, and shows nothing itself. */
  readonly isPart?: boolean;
}

/** What makes rows of equal content the same objects (app/stable-rows.ts). */
export type Stable = (rows: readonly Row[], shown: readonly Row[]) => readonly Row[];

/** What puts pictures that were sent together into one row (files/albums.ts). */
export type Group = (rows: readonly Row[], shown: readonly Row[], stable: Stable) => readonly Row[];

export interface RowContext {
  readonly peerName: string;
  /** The order of the first unread entry. */
  readonly unreadFrom: string | undefined;
  readonly now: number;
}

const MINUTE = 60_000;
/** A message of at most so many emoji shows them large. */
const LARGE_EMOJI = 3;

const sameDay = (a: number, b: number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/**
 * A group is what one person sends within one minute. It ends with a message that has more to say than
 * its time: within a group, that line appears on demand.
 */
function continues(entry: MessageView, before: MessageView | undefined, now: number): boolean {
  return (
    before !== undefined &&
    isMessage(before) &&
    before.isEdited !== true &&
    before.seconds === undefined &&
    isMessage(entry) &&
    entry.mine === before.mine &&
    lateText(entry, now) === lateText(before, now) &&
    Math.floor(entry.sent / MINUTE) === Math.floor(before.sent / MINUTE)
  );
}

/** The time that its sender names is not trusted; that of its arrival is this device's own. */
function lateText({ lateAt, isCrossing }: MessageView, now: number): string {
  if (lateAt !== undefined) {
    const time = (sameDay(lateAt, now) ? clockTime : fullTime)(lateAt);
    return format(strings.late, { time });
  }
  return isCrossing === true ? strings.crossing : '';
}

function classesOf(entry: MessageView, first: boolean, last: boolean): string {
  if (!isMessage(entry)) return 'entry';
  const places = `${first ? ' first' : ''}${last ? ' last' : ''}`;
  const deleted = entry.isDeleted === true ? ' deleted' : '';
  const emoji = isEmojiOnly(entry.text, LARGE_EMOJI) ? ' emoji' : '';
  return `entry ${entry.mine ? 'mine' : 'theirs'}${places}${deleted}${emoji}`;
}

function toRow(entries: readonly MessageView[], index: number, context: RowContext): Row {
  const entry = entries[index] as MessageView;
  const before = entries[index - 1];
  const after = entries[index + 1];
  const isFirstUnread = entry.order === context.unreadFrom;
  const first = isFirstUnread || !continues(entry, before, context.now);
  const last =
    after === undefined ||
    !continues(after, entry, context.now) ||
    after.order === context.unreadFrom;
  const newDay = before === undefined || !sameDay(before.sent, entry.sent);
  return {
    key: entry.id,
    classes: classesOf(entry, first, last),
    day: newDay ? dayName(entry.sent, context.now) : '',
    isFirstUnread,
    speaker: entry.mine ? strings.you : context.peerName,
    ...partsOf(entry, context.peerName, context.now),
    event: eventText(entry, context.peerName),
    late: lateText(entry, context.now),
    time: clockTime(entry.sent),
    fullTime: fullTime(entry.sent),
    mark: entry.state ?? '',
    stateLabel: entry.state === undefined ? '' : strings.state[entry.state],
  };
}

/** What a row was made from. */
interface Made {
  readonly before: MessageView | undefined;
  readonly after: MessageView | undefined;
  readonly context: RowContext;
  readonly row: Row;
}

/** Of each entry: most of them are in the same place when others are added. */
const made = new WeakMap<MessageView, Made>();

const isSameContext = (a: RowContext, b: RowContext): boolean =>
  a.peerName === b.peerName && a.unreadFrom === b.unreadFrom && sameDay(a.now, b.now);

/** The row that was made of the same entries on the same day, or a new one. Timers count down, so theirs are new. */
function rowOf(entries: readonly MessageView[], index: number, context: RowContext): Row {
  const entry = entries[index] as MessageView;
  const [before, after] = [entries[index - 1], entries[index + 1]];
  const known = made.get(entry);
  if (
    known !== undefined &&
    entry.expiresAt === undefined &&
    known.before === before &&
    known.after === after &&
    isSameContext(known.context, context)
  ) {
    return known.row;
  }
  const row = toRow(entries, index, context);
  made.set(entry, { before, after, context, row });
  return row;
}

/** Converts entries, oldest first, to rows. @param group puts pictures that were sent together into one */
export function toRows(
  entries: readonly MessageView[],
  context: RowContext,
  shown: readonly Row[] = [],
  group?: Group,
): readonly Row[] {
  const rows = entries.map((_line, index) => rowOf(entries, index, context));
  return stableRows(group?.(rows, shown, stableRows) ?? rows, shown);
}
