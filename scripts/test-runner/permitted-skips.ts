import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

const PERMITTED = v.array(
  v.strictObject({
    name: v.pipe(v.string(), v.minLength(1)),
    reason: v.pipe(v.string(), v.minLength(1)),
  }),
);

/** The skips that are not listed in test/permitted-skips.json. */
export async function refusedSkips(
  skipped: readonly string[],
  list: string | URL,
): Promise<readonly string[]> {
  const permitted = v.parse(PERMITTED, JSON.parse(await readFile(list, 'utf8')));
  const names = new Set(permitted.map(({ name }) => name));
  return skipped.filter((name) => !names.has(name));
}
