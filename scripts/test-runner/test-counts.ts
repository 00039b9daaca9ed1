/** The result of one part of the test command. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Full names of the tests that did not run. */
  readonly skipped: readonly string[];
}

export const PASSED: TestCounts = { passed: 1, failed: 0, skipped: [] };
export const FAILED: TestCounts = { passed: 0, failed: 1, skipped: [] };

export function addCounts(counts: readonly TestCounts[]): TestCounts {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    skipped: counts.flatMap(({ skipped }) => skipped),
  };
}

/** The last line of the test command, for people and for machines. */
export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  const rest = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  return `${passed} passed, ${failed} failed${rest}`;
}
