import { readFileSync } from 'node:fs';
import { processorSeconds } from '../bench/processor-time.ts';

const NS_PER_S = 1e9;
const MS_PER_S = 1000;
/** Node looks at its event loop so often, and counts from look to look (`monitorEventLoopDelay`), ms. */
const LOOK_MS = 10;

/** What a pod did in one phase, and what kept it from doing more. */
export interface PodLoad {
  /** Processors that it used: 1 is one of them all the time. */
  readonly used: number;
  /** Share of the time in which its main thread waited for a processor that others had. */
  readonly waited: number;
  /** How late its event loop was: at all looks but a hundredth, and at the worst, ms. */
  readonly lateP99: number;
  readonly lateMost: number;
}

/** A pod from outside. */
export interface Watched {
  readonly pid: number;
  /** Its metrics now. What they say of the event loop is since they were last asked for. */
  metrics(): Promise<(name: string) => number>;
}

/** Seconds that a process's main thread waited for a processor so far (Linux, sched-stats). */
const waitedSeconds = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[1]) / NS_PER_S;

/** Watches a pod until it is asked what it saw: the pod's part in what people wait for, and the machine's. */
export async function watchLoad(pod: Watched): Promise<() => Promise<PodLoad>> {
  await pod.metrics();
  const { pid } = pod;
  const began = performance.now();
  const [used, waited] = [processorSeconds(pid), waitedSeconds(pid)];
  return async () => {
    const seconds = (performance.now() - began) / MS_PER_S;
    const now = { used: processorSeconds(pid), waited: waitedSeconds(pid) };
    const metric = await pod.metrics();
    const late = (name: string): number =>
      Math.max(0, metric(`nodejs_eventloop_lag_${name}_seconds`) * MS_PER_S - LOOK_MS);
    return {
      used: (now.used - used) / seconds,
      waited: (now.waited - waited) / seconds,
      lateP99: late('p99'),
      lateMost: late('max'),
    };
  };
}
