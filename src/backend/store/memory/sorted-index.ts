/** One stretch of a sorted index. */
export interface Stretch<V> {
  readonly values: readonly V[];
  /** How many keys begin with the prefix in all. */
  readonly total: number;
  /** The last key of this stretch, if more follow. */
  readonly last: string | undefined;
}

/**
 * Values sorted by a string key, read by prefix and page. A sorted array: finding is O(log n), and
 * the O(n) of inserting is one move of memory (some ten microseconds at 100,000 entries).
 */
export class SortedIndex<V> {
  readonly #keys: string[] = [];
  readonly #values: V[] = [];

  set(key: string, value: V): void {
    const index = this.#firstNotBelow(key);
    const replaced = this.#keys[index] === key ? 1 : 0;
    this.#keys.splice(index, replaced, key);
    this.#values.splice(index, replaced, value);
  }

  delete(key: string): void {
    const index = this.#firstNotBelow(key);
    if (this.#keys[index] !== key) return;
    this.#keys.splice(index, 1);
    this.#values.splice(index, 1);
  }

  /** Up to `limit` values whose keys begin with `prefix` and come after the key `after`. */
  stretch(prefix: string, after: string | undefined, limit: number): Stretch<V> {
    const begin = this.#firstNotBelow(prefix);
    const end = this.#first((key) => key > prefix && !key.startsWith(prefix));
    const next = after === undefined ? begin : this.#first((key) => key > after);
    const from = Math.min(Math.max(begin, next), end);
    const to = Math.min(from + limit, end);
    return {
      values: this.#values.slice(from, to),
      total: end - begin,
      last: to < end ? this.#keys[to - 1] : undefined,
    };
  }

  #firstNotBelow(key: string): number {
    return this.#first((candidate) => candidate >= key);
  }

  /** The first index whose key fulfils the condition, as all later keys do. */
  #first(fulfils: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (fulfils(this.#keys[middle] as string)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
