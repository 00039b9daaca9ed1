/**
 * A map whose entries all expire the same time after they were last set or touched. Insertion order is
 * therefore the order of expiry, so dropping expired entries costs no more than their number.
 */
export class ExpiringMap<K, V> {
  readonly #entries = new Map<K, { readonly value: V; readonly expires: number }>();
  readonly #lifeMs: number;
  readonly #now: () => number;
  readonly #onExpired: (value: V, key: K) => void;

  /** @param onExpired is called for each entry that expired, not for deleted ones. */
  constructor(lifeMs: number, now: () => number, onExpired: (value: V, key: K) => void = () => {}) {
    this.#lifeMs = lifeMs;
    this.#now = now;
    this.#onExpired = onExpired;
  }

  get size(): number {
    this.dropExpired();
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    this.dropExpired();
    return this.#entries.get(key)?.value;
  }

  /** The entry that was set or touched longest ago. */
  oldest(): readonly [K, V] | undefined {
    this.dropExpired();
    for (const [key, { value }] of this.#entries) return [key, value];
    return undefined;
  }

  /** Sets a value and restarts its time. */
  set(key: K, value: V): void {
    this.dropExpired();
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: this.#now() + this.#lifeMs });
  }

  /** Restarts the time of an entry. */
  touch(key: K): void {
    const value = this.get(key);
    if (value !== undefined) this.set(key, value);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  /** Drops expired entries. All other methods do it automatically. */
  dropExpired(): void {
    const now = this.#now();
    for (const [key, { value, expires }] of this.#entries) {
      if (expires > now) return;
      this.#entries.delete(key);
      this.#onExpired(value, key);
    }
  }
}
