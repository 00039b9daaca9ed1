import { lazy } from '../../../protocol/lazy.ts';
import { strings } from '../../strings/catalogue.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The number of days within which a weekday's name is unambiguous. */
const WEEKDAY_DAYS = 6;

const { locale } = strings;
const formatter = (options: Intl.DateTimeFormatOptions) =>
  lazy(() => new Intl.DateTimeFormat(locale, options));
/** Hours in the format of the reader's own system. */
const clock = lazy(
  () => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
);
const weekday = formatter({ weekday: 'long' });
const shortWeekday = formatter({ weekday: 'short' });
const date = formatter({ day: 'numeric', month: 'long' });
const dateAndYear = formatter({ dateStyle: 'long' });
const shortDate = formatter({ day: 'numeric', month: 'short' });
const full = formatter({ dateStyle: 'full', timeStyle: 'short' });
const relative = lazy(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

/**
 * The last valid date (ECMA-262, 21.4.1.1), minus a day for time zones. A peer or a relay can send
 * a later time.
 */
const LAST_MS = 8.64e15 - DAY;
const asDate = (ms: number): number => Math.min(ms, LAST_MS);

const midnight = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
/** Rounded, because a day may have 23 or 25 hours. */
const daysBetween = (from: number, to: number): number =>
  Math.round((midnight(to) - midnight(from)) / DAY);

/** Hour and minute of a message. */
export const clockTime = (ms: number): string => clock().format(asDate(ms));

/** Date and time in full. */
export const fullTime = (ms: number): string => full().format(asDate(ms));

const capitalized = (text: string): string =>
  text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

/** The text of a day separator. */
export function dayName(time: number, now: number): string {
  const ms = asDate(time);
  const days = daysBetween(ms, now);
  if (days === 0 || days === 1) return capitalized(relative().format(-days, 'day'));
  if (days > 1 && days <= WEEKDAY_DAYS) return weekday().format(ms);
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? date : dateAndYear)().format(ms);
}

/** The time of a conversation's newest entry, in a short form for the list. */
export function listTime(time: number, now: number): string {
  const ms = asDate(time);
  const days = daysBetween(ms, now);
  if (days === 0) return clock().format(ms);
  return (days > 0 && days <= WEEKDAY_DAYS ? shortWeekday : shortDate)().format(ms);
}

const inUnits = (count: number, unit: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit }).format(Math.floor(count));

/** A duration as text; `undefined` below a minute. */
export function duration(from: number, now: number): string | undefined {
  const passed = now - from;
  if (passed < MINUTE) return undefined;
  if (passed < HOUR) return inUnits(passed / MINUTE, 'minute');
  if (passed < DAY) return inUnits(passed / HOUR, 'hour');
  return inUnits(passed / DAY, 'day');
}
