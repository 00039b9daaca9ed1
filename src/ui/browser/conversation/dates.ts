const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS_BY_NAME = 6;

/** Hours as the reader's own system writes them; names of days in the language of the page. */
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const shortWeekday = new Intl.DateTimeFormat('en', { weekday: 'short' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });
const dateAndYear = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' });

const midnight = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
/** Rounded, because a day may have 23 or 25 hours. */
const daysBetween = (from: number, to: number): number =>
  Math.round((midnight(to) - midnight(from)) / DAY);

/** Hour and minute of a message. */
export const clockTime = (ms: number): string => clock.format(ms);

/** Date and time in full. */
export const wholeTime = (ms: number): string => whole.format(ms);

/** What a day separator says. */
export function dayName(ms: number, now: number): string {
  const days = daysBetween(ms, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days > 1 && days <= DAYS_BY_NAME) return weekday.format(ms);
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? date : dateAndYear).format(ms);
}

/** When the last line of a conversation came, as short as a list needs it. */
export function listTime(ms: number, now: number): string {
  const days = daysBetween(ms, now);
  if (days === 0) return clock.format(ms);
  return (days > 0 && days <= DAYS_BY_NAME ? shortWeekday : shortDate).format(ms);
}

/** For how long: `undefined` below a minute. */
export function duration(from: number, now: number): string | undefined {
  const passed = now - from;
  if (passed < MINUTE) return undefined;
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  return `${Math.floor(passed / DAY)} d`;
}
