import type { BatchSize } from './store.ts';

/** The first items that fit a size, and at least one if there is any. @param bytesOf the size of an item */
export function firstBatch<T>(
  items: Iterable<T>,
  { envelopes, bytes }: BatchSize,
  bytesOf: (item: T) => number,
): readonly T[] {
  const batch: T[] = [];
  let size = 0;
  for (const item of items) {
    size += bytesOf(item);
    if (batch.length >= envelopes || (batch.length > 0 && size > bytes)) break;
    batch.push(item);
  }
  return batch;
}
