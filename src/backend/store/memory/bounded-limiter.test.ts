import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SIGN_IN_ALLOWANCE, SignInLimit } from '../sign-in-limit.ts';
import { BoundedLimiter } from './bounded-limiter.ts';

// The limiter's own clock is the system's.
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

async function takeAll(limit: SignInLimit, address: string): Promise<void> {
  for (let count = 0; count < SIGN_IN_ALLOWANCE.points; count++) {
    expect(await limit.take(address)).toBe(0);
  }
}

describe('a limiter in memory', () => {
  it('allows so many in a minute, says when the next may come, and is right', async () => {
    const limit = new SignInLimit(new BoundedLimiter(SIGN_IN_ALLOWANCE));
    await takeAll(limit, 'a');
    jest.advanceTimersByTime(20_000);
    expect(await limit.take('a')).toBe(40_000);
    jest.advanceTimersByTime(39_999);
    expect(await limit.take('a')).toBe(1);
    jest.advanceTimersByTime(1);
    await takeAll(limit, 'a');
  });

  it('forgets who came longest ago when it knows as many as it may', async () => {
    const limit = new SignInLimit(new BoundedLimiter(SIGN_IN_ALLOWANCE, 2));
    await takeAll(limit, 'a');
    await takeAll(limit, 'b');
    expect(await limit.take('a')).toBeGreaterThan(0);
    await takeAll(limit, 'c');
    expect(await limit.take('a')).toBeGreaterThan(0);
    expect(await limit.take('b')).toBe(0);
  });
});
