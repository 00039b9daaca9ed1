import { describe, expect, it } from '@jest/globals';
import { Clock } from '../testing/clock.ts';
import { KeyedRateLimit } from './keyed-rate-limit.ts';

const ALLOWANCE = { rate: 0.5, burst: 3 };

function takeAll(limit: KeyedRateLimit, key: string): void {
  for (let count = 0; count < ALLOWANCE.burst; count++) expect(limit.take(key)).toBe(0);
}

describe('a rate limit per key', () => {
  it('allows a burst of each key and reports when the next event is allowed', () => {
    const clock = new Clock();
    const limit = new KeyedRateLimit(ALLOWANCE, clock.now, 10);
    takeAll(limit, 'a');
    takeAll(limit, 'b');
    expect(limit.waitMs('a')).toBe(2000);
    expect(limit.take('a')).toBe(2000);
    clock.advance(1999);
    expect(limit.take('a')).toBe(1);
    clock.advance(1);
    expect(limit.waitMs('a')).toBe(0);
    expect(limit.take('a')).toBe(0);
    expect(limit.take('a')).toBeGreaterThan(0);
    clock.advance(6000);
    takeAll(limit, 'a');
  });

  it('forgets the key that was counted longest ago when there are too many', () => {
    const limit = new KeyedRateLimit(ALLOWANCE, new Clock().now, 2);
    takeAll(limit, 'a');
    takeAll(limit, 'b');
    expect(limit.take('a')).toBeGreaterThan(0);
    takeAll(limit, 'c');
    expect(limit.take('a')).toBeGreaterThan(0);
    expect(limit.take('b')).toBe(0);
  });
});
