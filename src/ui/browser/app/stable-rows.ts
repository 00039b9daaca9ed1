/**
 * Rows for `x-for`: frozen, so that Alpine does not wrap each in a proxy, and one that says the same
 * as in `shown` is the same object, so that Alpine touches only what changed.
 */
export function stableRows<T extends { readonly key: string }>(
  rows: readonly T[],
  shown: readonly T[],
): readonly T[] {
  const known = new Map(shown.map((row) => [row.key, row]));
  return Object.freeze(
    rows.map((row) => {
      const same = known.get(row.key);
      return same !== undefined && saysTheSame(same, row) ? same : Object.freeze(row);
    }),
  );
}

function saysTheSame<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
