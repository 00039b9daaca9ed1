/**
 * A map whose entries live equally long after they were last set or touched. Since all lives are
 * equal, insertion order is the order of expiry, and dropping what lapsed costs only what lapsed.
 */
export class ExpiringMap<K, V> {
  readonly #entries = new Map<K, { readonly value: V; readonly expires: number }>();
  readonly #lifeMs: number;
  readonly #now: () => number;
  readonly #onLapse: (value: V, key: K) => void;

  /** @param onLapse is told of each entry that ran out, not of deleted ones. */
  constructor(lifeMs: number, now: () => number, onLapse: (value: V, key: K) => void = () => {}) {
    this.#lifeMs = lifeMs;
    this.#now = now;
    this.#onLapse = onLapse;
  }

  get size(): number {
    this.dropLapsed();
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    this.dropLapsed();
    return this.#entries.get(key)?.value;
  }

  /** The entry that was set or touched longest ago. */
  oldest(): readonly [K, V] | undefined {
    this.dropLapsed();
    for (const [key, { value }] of this.#entries) return [key, value];
    return undefined;
  }

  /** Sets a value and begins its life anew. */
  set(key: K, value: V): void {
    this.dropLapsed();
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: this.#now() + this.#lifeMs });
  }

  /** Begins the life of an entry anew. */
  touch(key: K): void {
    const value = this.get(key);
    if (value !== undefined) this.set(key, value);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  /** Drops what ran out. All other methods do it by themselves. */
  dropLapsed(): void {
    const now = this.#now();
    for (const [key, { value, expires }] of this.#entries) {
      if (expires > now) return;
      this.#entries.delete(key);
      this.#onLapse(value, key);
    }
  }
}
