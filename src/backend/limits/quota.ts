/**
 * An amount of which no more than a maximum may be in use at the same time: bytes, envelopes,
 * connections. `RateLimit` is the other kind of limit, of events per time.
 */
export class Quota {
  readonly #max: number;
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether this much more would fit. @param share the part of the maximum that may be used */
  hasRoomFor(amount: number, share = 1): boolean {
    return this.#used + amount <= this.#max * share;
  }

  /** Takes an amount, if it fits. @returns whether it did */
  take(amount: number): boolean {
    if (!this.hasRoomFor(amount)) return false;
    this.#used += amount;
    return true;
  }

  /** Takes an amount, whether it fits or not. */
  add(amount: number): void {
    this.#used += amount;
  }

  release(amount: number): void {
    this.#used -= amount;
  }

  /** Releases everything. */
  reset(): void {
    this.#used = 0;
  }
}
