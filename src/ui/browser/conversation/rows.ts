import type { MessageView } from '../../../client/views.ts';
import { stableRows } from '../app/stable-rows.ts';
import { MARK_WORDS, YOU } from '../words.ts';
import { clockTime, dayName, wholeTime } from './dates.ts';
import { eventWords } from './event.ts';

/** One line as it stands on the screen. */
export interface Row {
  readonly key: string;
  /** CSS classes: whose it is, and where in its group it stands. */
  readonly classes: string;
  /** A separator above it, or empty. */
  readonly day: string;
  readonly isFirstUnread: boolean;
  /** Who speaks, for screen readers. */
  readonly speaker: string;
  /** A message's text, or empty. */
  readonly text: string;
  /** What happened, if this is no message. */
  readonly event: string;
  readonly time: string;
  readonly wholeTime: string;
  readonly mark: keyof typeof MARK_WORDS | '';
  readonly markWords: string;
}

export interface RowContext {
  readonly peerName: string;
  /** The order of the first unread line. */
  readonly unreadFrom: string | undefined;
  readonly now: number;
}

const MINUTE = 60_000;

const sameDay = (a: number, b: number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/** Groups are what one person says within one minute. */
function continues(line: MessageView, before: MessageView | undefined): boolean {
  return (
    before !== undefined &&
    before.kind === 'text' &&
    line.kind === 'text' &&
    line.mine === before.mine &&
    Math.floor(line.sent / MINUTE) === Math.floor(before.sent / MINUTE)
  );
}

function classesOf(line: MessageView, first: boolean, last: boolean): string {
  if (line.kind !== 'text') return 'entry';
  const places = `${first ? ' first' : ''}${last ? ' last' : ''}`;
  return `entry ${line.mine ? 'mine' : 'theirs'}${places}`;
}

function toRow(lines: readonly MessageView[], index: number, context: RowContext): Row {
  const line = lines[index] as MessageView;
  const before = lines[index - 1];
  const after = lines[index + 1];
  const isFirstUnread = line.order === context.unreadFrom;
  const first = isFirstUnread || !continues(line, before);
  const last = after === undefined || !continues(after, line) || after.order === context.unreadFrom;
  const newDay = before === undefined || !sameDay(before.sent, line.sent);
  return {
    key: line.id,
    classes: classesOf(line, first, last),
    day: newDay ? dayName(line.sent, context.now) : '',
    isFirstUnread,
    speaker: line.mine ? YOU : context.peerName,
    text: line.text,
    event: eventWords(line, context.peerName),
    time: clockTime(line.sent),
    wholeTime: wholeTime(line.sent),
    mark: line.state ?? '',
    markWords: line.state === undefined ? '' : MARK_WORDS[line.state],
  };
}

/** Timeline, oldest first, as rows. */
export function toRows(
  lines: readonly MessageView[],
  context: RowContext,
  shown: readonly Row[] = [],
): readonly Row[] {
  return stableRows(
    lines.map((_line, index) => toRow(lines, index, context)),
    shown,
  );
}
