import type { RowRange } from '../../../client/storage/storage.ts';

const LAST_UNIT = 0xffff;

/** The first string after all that start with `prefix`, if there is one. */
function afterPrefix(prefix: string): string | undefined {
  const units = [...Array(prefix.length).keys()].map((index) => prefix.charCodeAt(index));
  const index = units.findLastIndex((unit) => unit < LAST_UNIT);
  if (index < 0) return undefined;
  return prefix.slice(0, index) + String.fromCharCode((units[index] as number) + 1);
}

function lower(...bounds: readonly (string | undefined)[]): string | undefined {
  return bounds.filter((bound) => bound !== undefined).sort(byUnits)[0];
}

const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A range of rows as a key range of IndexedDB, which compares strings like `<`: by UTF-16 code units.
 * `undefined` means every key, `null` means none.
 */
export function keyRange(range: RowRange): IDBKeyRange | undefined | null {
  const { prefix = '', from = '', before } = range;
  const start = lower(from, prefix) === from ? prefix : from;
  const end = lower(afterPrefix(prefix), before);
  if (end === undefined) return start === '' ? undefined : IDBKeyRange.lowerBound(start);
  if (end <= start) return null;
  return IDBKeyRange.bound(start, end, false, true);
}
