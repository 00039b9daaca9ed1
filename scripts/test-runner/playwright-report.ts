import * as v from 'valibot';
import type { TestCounts } from './test-counts.ts';

interface Suite {
  readonly title: string;
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly { readonly projectName: string; readonly status: string }[];
  }[];
  readonly suites?: readonly Suite[] | undefined;
}

/** The part of Playwright's JSON report that is counted; suites are nested. */
const SUITE: v.GenericSchema<Suite> = v.object({
  title: v.string(),
  specs: v.array(
    v.object({
      title: v.string(),
      tests: v.array(v.object({ projectName: v.string(), status: v.string() })),
    }),
  ),
  suites: v.optional(v.array(v.lazy(() => SUITE))),
});
const REPORT = v.object({ suites: v.array(SUITE), errors: v.array(v.unknown()) });

interface Outcome {
  readonly name: string;
  readonly status: string;
}

function outcomes(suite: Suite, path: readonly string[] = []): Outcome[] {
  const here = [...path, suite.title];
  const own = suite.specs.flatMap(({ title, tests }) =>
    tests.map(({ projectName, status }) => ({
      name: [projectName, ...here, title].join(' › '),
      status,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => outcomes(inner, here))];
}

/** Counts a Playwright report. A test that passed only when repeated has failed; so has set-up. */
export function countPlaywright(report: unknown): TestCounts {
  const { suites, errors } = v.parse(REPORT, report);
  const all = suites.flatMap((suite) => outcomes(suite));
  const withStatus = (status: string) => all.filter((outcome) => outcome.status === status);
  const skipped = withStatus('skipped').map(({ name }) => name);
  const passed = withStatus('expected').length;
  return { passed, failed: all.length - passed - skipped.length + errors.length, skipped };
}
