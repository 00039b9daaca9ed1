import * as v from 'valibot';
import { FAILED, PASSED, type TestCounts } from './test-counts.ts';

/** The part of Jest's `--json` report that says which case of which suite passed. */
const REPORT = v.object({
  testResults: v.array(
    v.object({
      assertionResults: v.array(
        v.object({ ancestorTitles: v.array(v.string()), status: v.string() }),
      ),
    }),
  ),
});

/** The title that `storeContract` gives to a store's suite. */
const STORE = /^(.+) as a store$/;

/** How many cases of the store contract passed, by store. */
export function contractCounts(report: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { assertionResults } of v.parse(REPORT, report).testResults) {
    for (const { ancestorTitles, status } of assertionResults) {
      const store = STORE.exec(ancestorTitles[0] ?? '')?.[1];
      if (store === undefined) continue;
      counts.set(store, (counts.get(store) ?? 0) + (status === 'passed' ? 1 : 0));
    }
  }
  return counts;
}

/** Checks that all stores have passed the same number of cases. Prints the numbers. */
export function countContract(report: unknown): TestCounts {
  const counts = contractCounts(report);
  for (const [store, count] of counts) process.stdout.write(`contract: ${count} cases, ${store}\n`);
  const isEqual = counts.size > 1 && new Set(counts.values()).size === 1;
  if (!isEqual) process.stdout.write('contract: the stores did not pass the same cases\n');
  return isEqual ? PASSED : FAILED;
}
