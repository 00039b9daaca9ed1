import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from './person.ts';
import type { Plan } from './plan.ts';
import { residentBytes } from './processor-time.ts';
import { Site } from './site.ts';
import { SYSTEMS, type SystemName } from './system.ts';

/** How much memory one idle connection adds to a pod, bytes: resident, and in the heap of V8. */
export interface IdleFigures {
  readonly system: SystemName;
  readonly connectionBytes: number;
  readonly heapBytes: number;
}

/** The memory of a pod after a garbage collection, bytes. */
interface Size {
  readonly resident: number;
  readonly heap: number;
}

const IDLE_SYSTEMS: readonly SystemName[] = ['floor', 'classic', 'durable'];
/** What a pod must load before its size can be read. */
export const COLLECTOR = new URL('collector.mjs', import.meta.url).href;
/** Time after which a pod has finished the work for a new connection, s. */
const REST_SECONDS = 1;
const CONNECTED_AT_ONCE = 40;

/** People connect in batches and do nothing. */
export async function measureIdle(plan: Plan): Promise<readonly IdleFigures[]> {
  const figures: IdleFigures[] = [];
  for (const name of IDLE_SYSTEMS) figures.push(await measureOne(name, plan));
  return figures;
}

async function measureOne(name: SystemName, plan: Plan): Promise<IdleFigures> {
  const system = SYSTEMS[name];
  const env = { ...system.env, NODE_OPTIONS: `--import=${COLLECTOR}` };
  const site = await Site.start({ entry: await system.bundle(), pods: 1, env });
  const people: Person[] = [];
  try {
    const sizes: Size[] = [];
    // The first batch includes what a process allocates once.
    for (let batch = 0; batch <= plan.rounds; batch++) {
      await connect(name, site, people, plan.idle);
      await pause(REST_SECONDS * 1000);
      sizes.push(await sizeOf(site, batch + 1));
    }
    // A heap grows in steps, so the whole growth says more than any batch's.
    const growth = (of: keyof Size): number =>
      ((sizes.at(-1)?.[of] ?? 0) - (sizes[0]?.[of] ?? 0)) / (plan.idle * plan.rounds);
    return { system: name, connectionBytes: growth('resident'), heapBytes: growth('heap') };
  } finally {
    await Promise.all(people.map(({ caller }) => caller.close()));
    await site.stop();
  }
}

/** The memory of the first pod that is left after a garbage collection. @param time counts its calls */
export async function sizeOf({ pods: [pod] }: Site, time: number): Promise<Size> {
  if (pod?.pid === undefined) throw new TypeError('no pod');
  process.kill(pod.pid, 'SIGUSR2');
  const [, heap] = await pod.line(new RegExp(`^collected ${time}, heap (\\d+)$`));
  return { resident: residentBytes(pod.pid), heap: Number(heap) };
}

async function connect(
  name: SystemName,
  site: Site,
  people: Person[],
  count: number,
): Promise<void> {
  const onArrival = (): void => undefined;
  for (let left = count; left > 0; left -= CONNECTED_AT_ONCE) {
    const first = people.length;
    const batch = Array.from({ length: Math.min(left, CONNECTED_AT_ONCE) }, (_, index) =>
      SYSTEMS[name].connect({ index: first + index, port: site.port(0), onArrival }),
    );
    people.push(...(await Promise.all(batch)));
  }
}
