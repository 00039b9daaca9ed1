/**
 * Rows for `x-for`. They are frozen, so that Alpine does not wrap each in a proxy, and a row with the
 * same content as in `shown` is the same object, so that Alpine updates only what changed.
 */
export function stableRows<T extends { readonly key: string }>(
  rows: readonly T[],
  shown: readonly T[],
): readonly T[] {
  const known = new Map(shown.map((row) => [row.key, row]));
  return Object.freeze(
    rows.map((row) => {
      const same = known.get(row.key);
      return same !== undefined && isEqual(same, row) ? same : Object.freeze(row);
    }),
  );
}

function isEqual<T extends object>(a: T, b: T): boolean {
  return a === b || (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
