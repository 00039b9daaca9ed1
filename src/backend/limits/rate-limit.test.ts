import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RateLimit } from './rate-limit.ts';

describe('RateLimit', () => {
  it('allows a burst, then gives the exact time until the next request', () => {
    let time = 0;
    const bucket = new RateLimit(4, 3, () => time);
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 0]);
    expect(bucket.take()).toBe(250);
    time = 249;
    expect(bucket.take()).toBe(1);
    time = 250;
    expect(bucket.take()).toBe(0);
  });

  it('counts an event as several', () => {
    let time = 0;
    const bytes = new RateLimit(1000, 500, () => time);
    expect([bytes.take(300), bytes.take(300)]).toEqual([0, 100]);
    expect(bytes.take(200)).toBe(0);
    time = 300;
    expect(bytes.take(300)).toBe(0);
  });

  it('survives a clock that is set back', () => {
    let time = 10_000;
    const bucket = new RateLimit(1, 1, () => time);
    expect(bucket.take()).toBe(0);
    time = 0;
    expect(bucket.take()).toBe(1000);
    time = 1000;
    expect(bucket.take()).toBe(0);
  });

  it('never allows more than burst and rate together', () => {
    const steps = fc.array(fc.nat(2000), { maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 50 }), (pauses, rate) => {
        let time = 0;
        const bucket = new RateLimit(rate, 5, () => time);
        const taken = pauses.filter((pause) => {
          time += pause;
          return bucket.take() === 0;
        }).length;
        expect(taken).toBeLessThanOrEqual(5 + (time / 1000) * rate + 1e-6);
      }),
    );
  });
});
