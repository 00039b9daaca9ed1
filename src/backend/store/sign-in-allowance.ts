import { ADDRESSES_COUNTED_MAX, SIGN_INS_PER_MINUTE } from '../../protocol/limits.ts';
import { type Allowance, KeyedRateLimit } from '../limits/keyed-rate-limit.ts';

/** How many sign-ins of one address are allowed, in any store. */
export const SIGN_IN_ALLOWANCE: Allowance = {
  rate: SIGN_INS_PER_MINUTE / 60,
  burst: SIGN_INS_PER_MINUTE,
};

/** A limit on the sign-ins of one process, without the other processes. */
export function createSignInLimit(now: () => number): KeyedRateLimit {
  return new KeyedRateLimit(SIGN_IN_ALLOWANCE, now, ADDRESSES_COUNTED_MAX);
}
