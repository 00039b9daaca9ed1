import type { Browser, Page } from '@playwright/test';
import * as v from 'valibot';

/** The longest tasks of a page's main thread, ms: in time that passed, and in CPU time. */
export interface LongestTasks {
  readonly elapsed: readonly number[];
  /** Other load on the machine does not lengthen it. */
  readonly processor: readonly number[];
}

/** How many of the longest are kept. */
const KEPT = 3;

/** The parts of a trace that we read; times are in µs ("Trace Event Format"). */
const TRACE = v.object({
  traceEvents: v.array(
    v.object({
      pid: v.number(),
      tid: v.number(),
      name: v.string(),
      dur: v.optional(v.number(), 0),
      tdur: v.optional(v.number(), 0),
      args: v.object({ name: v.optional(v.unknown()) }),
    }),
  ),
});

const CATEGORIES = ['toplevel', 'disabled-by-default-devtools.timeline'];
const MAIN_THREAD = 'CrRendererMain';

const longest = (times: readonly number[]): number[] =>
  times
    .map((microseconds) => microseconds / 1000)
    .sort((one, other) => other - one)
    .slice(0, KEPT);

/** Runs an action in a page and returns the longest tasks of its main thread meanwhile. */
export async function traceTasks(
  browser: Browser,
  page: Page,
  action: () => Promise<void>,
): Promise<LongestTasks> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await action();
  const trace = v.parse(TRACE, JSON.parse((await browser.stopTracing()).toString('utf8')));
  const threads = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === MAIN_THREAD)
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = trace.traceEvents.filter(
    ({ pid, tid, name }) => name.endsWith('RunTask') && threads.has(`${pid}/${tid}`),
  );
  if (tasks.length === 0) throw new Error('The trace has no task of a main thread.');
  return {
    elapsed: longest(tasks.map(({ dur }) => dur)),
    processor: longest(tasks.map(({ tdur }) => tdur)),
  };
}
