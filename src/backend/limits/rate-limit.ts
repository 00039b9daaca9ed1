const SECOND_MS = 1000;

/**
 * Allows `burst` things at once and `rate` a second in the long run. One number is the whole state
 * (the generic cell rate algorithm): when the bucket would be full again if nothing more were taken.
 */
export class TokenBucket {
  readonly #intervalMs: number;
  readonly #capacityMs: number;
  readonly #now: () => number;
  #fullAt = 0;

  constructor(rate: number, burst: number, now: () => number) {
    this.#intervalMs = SECOND_MS / rate;
    this.#capacityMs = this.#intervalMs * burst;
    this.#now = now;
  }

  /** Takes one and returns 0, or takes none and returns after how many ms there is one. */
  take(): number {
    const now = this.#now();
    // The upper bound is for a clock that is set back: no wait is longer than filling takes.
    const fullAt = Math.min(Math.max(this.#fullAt, now), now + this.#capacityMs);
    this.#fullAt = fullAt;
    const wait = fullAt + this.#intervalMs - this.#capacityMs - now;
    if (wait > 0.001) return Math.ceil(wait);
    this.#fullAt = fullAt + this.#intervalMs;
    return 0;
  }
}
