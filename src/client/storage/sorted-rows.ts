import type { Bytes } from '../../protocol/bytes.ts';
import type { Row, RowRange } from './storage.ts';

/** The rows of one table in memory, in the order of their keys. */
export class SortedRows {
  readonly #rows: Row[] = [];

  get(key: string): Bytes | undefined {
    const row = this.#rows[this.#below(key)];
    return row?.key === key ? row.value : undefined;
  }

  put(key: string, value: Bytes): void {
    const index = this.#below(key);
    this.#rows.splice(index, this.#rows[index]?.key === key ? 1 : 0, { key, value });
  }

  delete(key: string): void {
    const index = this.#below(key);
    if (this.#rows[index]?.key === key) this.#rows.splice(index, 1);
  }

  deleteAll(prefix: string): void {
    const [start, end] = this.#range({ prefix });
    this.#rows.splice(start, end - start);
  }

  list(range: RowRange): readonly Row[] {
    let [start, end] = this.#range(range);
    const { first = Infinity, last = Infinity } = range;
    if (last < end - start) start = end - last;
    if (first < end - start) end = start + first;
    return this.#rows.slice(start, end);
  }

  /** Where the rows of a range begin and end. */
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
    let [low, high] = [start, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds((this.#rows[middle] as Row).key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
