import * as v from 'valibot';
import type { TestCounts } from './test-counts.ts';

/** The part of Jest's `--json` report that is counted. */
const REPORT = v.object({
  testResults: v.array(
    v.object({
      status: v.string(),
      assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })),
    }),
  ),
});

/**
 * Counts a Jest report. A file that broke before its first test counts as one failure: Jest itself
 * lists no test for it.
 */
export function countJest(report: unknown): TestCounts {
  const { testResults } = v.parse(REPORT, report);
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const known = new Set(['passed', 'failed']);
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + broken.length,
    skipped: tests.filter(({ status }) => !known.has(status)).map(({ fullName }) => fullName),
  };
}
