import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { SIGN_INS_PER_MINUTE } from '../../protocol/limits.ts';

/** How many sign-ins one address may try in how many seconds, as rate-limiter-flexible takes it. */
export const SIGN_IN_ALLOWANCE = { points: SIGN_INS_PER_MINUTE, duration: 60 };

/** Counts the sign-ins of each address, wherever its limiter keeps the counts. */
export class SignInLimit {
  readonly #limiter: RateLimiterAbstract;

  constructor(limiter: RateLimiterAbstract) {
    this.#limiter = limiter;
  }

  /** Counts one and returns 0; or, when there were too many, after how many ms the next may come. */
  async take(address: string): Promise<number> {
    try {
      await this.#limiter.consume(address);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
      throw refusal;
    }
  }
}
