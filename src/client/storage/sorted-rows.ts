import type { Bytes } from '../../protocol/bytes.ts';
import type { Row, RowRange } from './storage.ts';

/** The rows of one table in memory, by key; the keys are kept in order. */
export class SortedRows {
  readonly #values = new Map<string, Bytes>();
  readonly #keys: string[] = [];

  get(key: string): Bytes | undefined {
    return this.#values.get(key);
  }

  put(key: string, value: Bytes): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#below(key), 0, key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#below(key), 1);
  }

  deleteAll(prefix: string): void {
    const [start, end] = this.#range({ prefix });
    for (const key of this.#keys.splice(start, end - start)) this.#values.delete(key);
  }

  list(range: RowRange): readonly Row[] {
    let [start, end] = this.#range(range);
    const { first = Infinity, last = Infinity } = range;
    if (last < end - start) start = end - last;
    if (first < end - start) end = start + first;
    return this.#keys.slice(start, end).map((key) => ({ key, value: this.#valueOf(key) }));
  }

  #valueOf(key: string): Bytes {
    const value = this.#values.get(key);
    if (value === undefined) throw new TypeError('a key without a value');
    return value;
  }

  /** Where the keys of a range begin and end. */
  #range({ prefix = '', from = '', before }: RowRange): [start: number, end: number] {
    const start = this.#below(from > prefix ? from : prefix);
    const isInside = (key: string): boolean =>
      key.startsWith(prefix) && (before === undefined || key < before);
    return [start, this.#search(start, isInside)];
  }

  /** How many keys are below this one. */
  #below(key: string): number {
    return this.#search(0, (other) => other < key);
  }

  /** The first index from `start` on where a condition no longer holds, which holds for none after it. */
  #search(start: number, holds: (key: string) => boolean): number {
    let [low, high] = [start, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#keys[middle] ?? '')) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
