import { readFileSync } from 'node:fs';
import { processorSeconds } from '../bench/processor-time.ts';

const NS_PER_S = 1e9;
const MS_PER_S = 1000;
/** The resolution of `monitorEventLoopDelay`, which Node includes in each delay, ms. */
const LOOK_MS = 10;

/** What a pod did in one phase, and what limited it. */
export interface PodLoad {
  /** CPUs that it used: 1 is one CPU all the time. */
  readonly used: number;
  /** Share of the time in which its main thread waited for a CPU that others used. */
  readonly waited: number;
  /** Its event loop delay: 99th percentile and maximum, ms. */
  readonly lateP99: number;
  readonly lateMost: number;
}

/** A pod, seen from outside. */
export interface Watched {
  readonly pid: number;
  /** Its current metrics. Those of the event loop cover the time since the last request. */
  metrics(): Promise<(name: string) => number>;
}

/** Seconds that a process's main thread has waited for a CPU so far (Linux, sched-stats). */
const waitedSeconds = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[1]) / NS_PER_S;

/**
 * Observes a pod until it is asked for the result: how much the pod and the machine contribute to
 * latency.
 */
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
