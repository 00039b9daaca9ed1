import type { MessageView } from '../views.ts';
import type { TimelineRange } from './timeline.ts';

/** Digits of a Lamport clock at the beginning of an order (timeline-entry.ts, which pages load first). */
const DIGITS = 14;
const orderFrom = (clock: number): string => clock.toString(16).padStart(DIGITS, '0');
const clockOf = (order: string): number => Number.parseInt(order.slice(0, DIGITS), 16);
/** Messages that are not sealed yet have no clock. */
const WAITING = '~';
const WAITING_MAX = 1_000_000;

type Read = (range: TimelineRange) => Promise<readonly MessageView[]>;

/**
 * The first entry of a timeline that was sent at a time or later, ms since 1970; if all are older, the
 * last one. Searches by bisection, because the times of entries mostly follow their clocks.
 * @param read reads the timeline
 * @throws ChatError `storage-failed`
 */
export async function findTime(read: Read, time: number): Promise<MessageView | undefined> {
  const [[first], [last]] = [await read({ first: 1 }), await read({ before: WAITING, last: 1 })];
  if (first === undefined || last === undefined || last.sent < time) {
    const waiting = await read({ from: WAITING, first: WAITING_MAX });
    return waiting.find(({ sent }) => sent >= time) ?? waiting.at(-1) ?? last;
  }
  let [low, high] = [clockOf(first.order), clockOf(last.order)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [found = last] = await read({ from: orderFrom(middle), first: 1 });
    if (found.sent >= time) high = middle;
    else low = clockOf(found.order) + 1;
  }
  // One entry of each author may have the same clock; the second one was skipped.
  const [second] = await read({ before: orderFrom(low), last: 1 });
  return second !== undefined && second.sent >= time
    ? second
    : (await read({ from: orderFrom(low), first: 1 }))[0];
}
