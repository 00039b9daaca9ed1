import { expect, it } from '@jest/globals';
import { TroubleLimits } from './trouble-limits.ts';

const MINUTE = 60_000;

it('trouble about one chain is told once a minute', () => {
  const limits = new TroubleLimits();
  expect(limits.take('a', 0)).toBe(true);
  expect(limits.take('a', MINUTE - 1)).toBe(false);
  expect(limits.take('b', MINUTE - 1)).toBe(true);
  expect(limits.take('a', MINUTE)).toBe(true);
});

it('trouble is told twelve times an hour, about whatever chains', () => {
  const limits = new TroubleLimits();
  const told = Array.from({ length: 20 }, (_, n) => limits.take(`${n}`, n));
  expect(told.filter(Boolean)).toHaveLength(12);
  expect(limits.take('later', 60 * MINUTE - 1)).toBe(false);
  expect(limits.take('later', 60 * MINUTE)).toBe(true);
});
