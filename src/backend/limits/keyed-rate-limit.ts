import { ExpiringMap } from './expiring-map.ts';
import { RateLimit } from './rate-limit.ts';

const SECOND_MS = 1000;

/**
 * How many events of one key are allowed: `burst` at once, and `rate` per second in the long run.
 */
export interface Allowance {
  readonly rate: number;
  readonly burst: number;
}

/** A rate limit per key. When there are too many keys, the one that was counted longest ago is forgotten. */
export class KeyedRateLimit {
  readonly #allowance: Allowance;
  readonly #limits: ExpiringMap<string, RateLimit>;
  readonly #now: () => number;
  readonly #maxKeys: number;

  constructor(allowance: Allowance, now: () => number, maxKeys: number) {
    const { rate, burst } = allowance;
    this.#allowance = allowance;
    // A key that was not counted for this long has its whole burst again.
    this.#limits = new ExpiringMap((burst / rate) * SECOND_MS, now);
    this.#now = now;
    this.#maxKeys = maxKeys;
  }

  /** Counts one event. @returns 0 when it is allowed, else the time until the next one is, ms */
  take(key: string): number {
    const known = this.#limits.get(key);
    if (known === undefined && this.#limits.size >= this.#maxKeys) this.#forgetOldest();
    const limit = known ?? new RateLimit(this.#allowance.rate, this.#allowance.burst, this.#now);
    this.#limits.set(key, limit);
    return limit.take();
  }

  /** The time until the next event of a key is allowed, ms; 0 when it is allowed now. Counts nothing. */
  waitMs(key: string): number {
    return this.#limits.get(key)?.waitMs() ?? 0;
  }

  #forgetOldest(): void {
    const [oldest] = this.#limits.oldest() ?? [];
    if (oldest !== undefined) this.#limits.delete(oldest);
  }
}
