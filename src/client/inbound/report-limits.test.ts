import { expect, it } from '@jest/globals';
import { ReportLimits } from './report-limits.ts';

const MINUTE = 60_000;

it('a decryption failure of one chain is reported at most once a minute', () => {
  const limits = new ReportLimits();
  expect(limits.take('a', 0)).toBe(true);
  expect(limits.take('a', MINUTE - 1)).toBe(false);
  expect(limits.take('b', MINUTE - 1)).toBe(true);
  expect(limits.take('a', MINUTE)).toBe(true);
});

it('decryption failures of all chains are reported at most twelve times an hour', () => {
  const limits = new ReportLimits();
  const told = Array.from({ length: 20 }, (_, n) => limits.take(`${n}`, n));
  expect(told.filter(Boolean)).toHaveLength(12);
  expect(limits.take('later', 60 * MINUTE - 1)).toBe(false);
  expect(limits.take('later', 60 * MINUTE)).toBe(true);
});
