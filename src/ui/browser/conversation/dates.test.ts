import { describe, expect, it } from '@jest/globals';
import { clockTime, dayName, duration, fullTime, listTime } from './dates.ts';

/** A Wednesday, in the time zone of the test. */
const NOW = new Date(2026, 10, 25, 14, 30).getTime();
const at = (month: number, day: number, hour = 9, year = 2026): number =>
  new Date(year, month, day, hour).getTime();

describe('a day', () => {
  it.each([
    ['Today', at(10, 25, 0)],
    ['Yesterday', at(10, 24, 23)],
    ['Friday', at(10, 20)],
    ['Thursday', at(10, 19)],
    ['18 November', at(10, 18)],
    ['25 November 2025', at(10, 25, 9, 2025)],
    ['26 November', at(10, 26)],
  ])('is called %s', (name, ms) => {
    expect(dayName(ms, NOW)).toBe(name);
  });

  it('is also right after a daylight saving change', () => {
    const march = new Date(2026, 2, 30, 0, 30).getTime();
    expect(dayName(new Date(2026, 2, 29, 0, 30).getTime(), march)).toBe('Yesterday');
  });
});

describe('a time beyond the range of dates', () => {
  it('is shown as the last valid date, because a peer can send any number', () => {
    for (const time of [8.64e15, Number.MAX_SAFE_INTEGER]) {
      for (const shown of [
        clockTime(time),
        fullTime(time),
        dayName(time, NOW),
        listTime(time, NOW),
      ]) {
        expect(shown).not.toBe('');
      }
      expect(dayName(time, NOW)).toMatch(/275760/);
    }
  });
});

describe('the time in a list', () => {
  it('is a time today, then a weekday, then a date', () => {
    expect(listTime(at(10, 25), NOW)).toMatch(/9:00/);
    expect(listTime(at(10, 24), NOW)).toBe('Tue');
    expect(listTime(at(10, 1), NOW)).toBe('1 Nov');
  });
});

describe('a duration', () => {
  it.each([
    [undefined, 59_000],
    ['1 min', 60_000],
    ['59 mins', 3_599_000],
    ['1 hr', 3_600_000],
    ['2 days', 49 * 3_600_000],
    [undefined, -5_000],
  ])('is %s', (words, ms) => {
    expect(duration(NOW - ms, NOW)).toBe(words);
  });
});
