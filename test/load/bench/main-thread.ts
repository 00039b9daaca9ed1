import type { Browser, Page } from '@playwright/test';
import * as v from 'valibot';

/** What a page's main thread did, ms. */
export interface MainThread {
  /** Its longest tasks: in time that passed, and in CPU time, which other load on the machine does not lengthen. */
  readonly elapsed: readonly number[];
  readonly processor: readonly number[];
  /** The CPU time of all tasks between two frames. */
  readonly frames: readonly number[];
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
      ts: v.optional(v.number(), 0),
      dur: v.optional(v.number(), 0),
      tdur: v.optional(v.number(), 0),
      args: v.object({ name: v.optional(v.unknown()) }),
    }),
  ),
});

const CATEGORIES = [
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
];
const MAIN_THREAD = 'CrRendererMain';
/** One event for each task: `toplevel` would add a second one around it, under another name. */
const TASK = 'RunTask';
/** Is within the task that begins a frame. */
const FRAME = 'BeginMainThreadFrame';

const longest = (times: readonly number[]): number[] =>
  times
    .map((microseconds) => microseconds / 1000)
    .sort((one, other) => other - one)
    .slice(0, KEPT);

type TraceEvent = v.InferOutput<typeof TRACE>['traceEvents'][number];

/** @param tasks of one thread, in their order */
function timeFrames(tasks: readonly TraceEvent[], frames: readonly TraceEvent[]): number[] {
  const starts = frames.map(({ ts }) => ts).sort((one, other) => one - other);
  const times: number[] = starts.map(() => 0);
  let frame = 0;
  for (const { ts, dur, tdur } of tasks) {
    while ((starts[frame] ?? Number.POSITIVE_INFINITY) <= ts + dur) frame++;
    if (frame > 0) times[frame - 1] = (times[frame - 1] ?? 0) + tdur / 1000;
  }
  return times;
}

/** Runs an action in a page and returns what its main thread did meanwhile. */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  action: () => Promise<void>,
): Promise<MainThread> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await action();
  const trace = v.parse(TRACE, JSON.parse((await browser.stopTracing()).toString('utf8')));
  const threads = trace.traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === MAIN_THREAD,
  );
  const perThread = threads.map(({ pid, tid }) => {
    const events = trace.traceEvents.filter((event) => event.pid === pid && event.tid === tid);
    const tasks = events
      .filter(({ name }) => name === TASK)
      .sort((one, other) => one.ts - other.ts);
    return {
      tasks,
      frames: timeFrames(
        tasks,
        events.filter(({ name }) => name === FRAME),
      ),
    };
  });
  const tasks = perThread.flatMap((thread) => thread.tasks);
  const frames = perThread.flatMap((thread) => thread.frames);
  if (tasks.length === 0 || frames.length === 0) {
    throw new Error('The trace has no task or no frame of a main thread.');
  }
  return {
    elapsed: longest(tasks.map(({ dur }) => dur)),
    processor: longest(tasks.map(({ tdur }) => tdur)),
    frames,
  };
}
