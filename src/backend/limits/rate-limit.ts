const SECOND_MS = 1000;

/**
 * Allows `burst` events at once and `rate` events a second in the long run. Its whole state is one
 * number, the time at which the burst would be available again (generic cell rate algorithm, ITU-T
 * I.371). `Quota` is the other kind of limit, of an amount at any one time.
 */
export class RateLimit {
  readonly #intervalMs: number;
  readonly #capacityMs: number;
  readonly #now: () => number;
  #fullAt = 0;

  constructor(rate: number, burst: number, now: () => number) {
    this.#intervalMs = SECOND_MS / rate;
    this.#capacityMs = this.#intervalMs * burst;
    this.#now = now;
  }

  /**
   * Counts one event.
   * @param cost how many events it counts as, at most `burst`: for example its bytes
   * @returns 0 when it is allowed, else the time until it is, ms
   */
  take(cost = 1): number {
    const now = this.#now();
    const waitMs = this.#waitMs(cost, now);
    this.#fullAt = this.#refilledAt(now) + (waitMs === 0 ? this.#intervalMs * cost : 0);
    return waitMs;
  }

  /** The time until an event is allowed, ms; 0 when it is allowed now. Counts nothing. */
  waitMs(cost = 1): number {
    return this.#waitMs(cost, this.#now());
  }

  #waitMs(cost: number, now: number): number {
    const waitMs = this.#refilledAt(now) + this.#intervalMs * cost - this.#capacityMs - now;
    return waitMs > 0.001 ? Math.ceil(waitMs) : 0;
  }

  /** The upper bound is for a clock that is set back: no wait is longer than a whole refill takes. */
  #refilledAt(now: number): number {
    return Math.min(Math.max(this.#fullAt, now), now + this.#capacityMs);
  }
}
