import { describe, expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import {
  OFFERS_PER_MINUTE,
  OFFERS_PER_PEER_PER_MINUTE,
  STRANGER_OFFERS_PER_HOUR,
  STRANGERS_OFFERS_PER_MINUTE,
} from '../../protocol/limits.ts';
import { OfferLimits } from './offer-limits.ts';

const MINUTE = 60_000;

/** How many of a number of simultaneous offers are opened. */
function opened(count: number, offer: (n: number) => void): number {
  let taken = 0;
  for (let n = 0; n < count; n++) {
    try {
      offer(n);
      taken++;
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'rate-limited') throw error;
    }
  }
  return taken;
}

describe('offers', () => {
  it('from one contact are opened at most ten times a minute', () => {
    const limits = new OfferLimits();
    const offer = (now: number) => () => limits.count('bob', false, now);
    expect(opened(30, offer(0))).toBe(OFFERS_PER_PEER_PER_MINUTE);
    expect(opened(30, offer(MINUTE))).toBe(OFFERS_PER_PEER_PER_MINUTE);
  });

  it('from one stranger are opened at most four times an hour', () => {
    const limits = new OfferLimits();
    const offer = (now: number) => () => limits.count('mallory', true, now);
    expect(opened(30, offer(0))).toBe(STRANGER_OFFERS_PER_HOUR);
    expect(opened(30, offer(59 * MINUTE))).toBe(0);
    expect(opened(30, offer(60 * MINUTE))).toBe(STRANGER_OFFERS_PER_HOUR);
  });

  it('of all contacts are opened at most sixty times a minute', () => {
    const limits = new OfferLimits();
    expect(opened(200, (n) => limits.count(`contact ${n}`, false, 0))).toBe(OFFERS_PER_MINUTE);
  });

  it('of all strangers are opened at most thirty times a minute, and use up nothing of contacts', () => {
    const limits = new OfferLimits();
    const strangers = opened(200, (n) => limits.count(`stranger ${n}`, true, 0));
    expect(strangers).toBe(STRANGERS_OFFERS_PER_MINUTE);
    expect(opened(200, (n) => limits.count(`contact ${n}`, false, 0))).toBe(OFFERS_PER_MINUTE);
  });

  it('from invented identities are forgotten when they no longer count', () => {
    const limits = new OfferLimits();
    opened(10_000, (n) => limits.count(`stranger ${n}`, true, 0));
    expect(limits.size).toBe(2 * STRANGERS_OFFERS_PER_MINUTE);
    limits.count('bob', true, 61 * MINUTE);
    expect(limits.size).toBe(2);
  });
});
