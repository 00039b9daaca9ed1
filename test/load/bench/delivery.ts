import type { Plan } from './plan.ts';
import { median } from './sample.ts';
import { SYSTEMS, type SystemName } from './system.ts';
import { type Round, Traffic } from './traffic.ts';

/** Medians of a system's rounds. */
export interface DeliveryFigures {
  readonly pods: number;
  readonly system: SystemName;
  readonly saturated: Round;
  /** At a quarter of its own saturation, or at the rate of the plan. */
  readonly steady: Round;
}

type Rounds = Map<SystemName, Round[]>;

/** The part that depends most on other load: what a message costs, and how long it takes. */
export async function measureDelivery(
  plan: Plan,
  log: (line: string) => void,
): Promise<readonly DeliveryFigures[]> {
  const figures: DeliveryFigures[] = [];
  for (const pods of plan.pods) {
    log(`${pods} pods: people connect`);
    figures.push(...(await measureWith(pods, plan, log)));
  }
  return figures;
}

async function measureWith(
  pods: number,
  plan: Plan,
  log: (line: string) => void,
): Promise<readonly DeliveryFigures[]> {
  const traffics = new Map<SystemName, Traffic>();
  try {
    for (const [index, name] of plan.systems.entries()) {
      const system = SYSTEMS[name];
      const entry = await system.bundle();
      const firstIndex = index * plan.people;
      const options = { system, entry, pods, people: plan.people, firstIndex };
      traffics.set(name, await Traffic.start(options));
    }
    // In a first round, which does not count, Node compiles frequently run code.
    await inTurn(traffics, { rounds: 1 }, (traffic) => traffic.saturate(plan));
    log(`${pods} pods: at full speed`);
    const saturated = await inTurn(traffics, plan, (traffic) => traffic.saturate(plan));
    log(
      `${pods} pods: at ${plan.rate === undefined ? 'a quarter of that' : `${plan.rate} a second`}`,
    );
    const steady = await inTurn(traffics, plan, (traffic, name) =>
      traffic.steady(plan.rate ?? medianRound(saturated.get(name) ?? []).rate / 4, plan),
    );
    return plan.systems.map((system) => ({
      pods,
      system,
      saturated: medianRound(saturated.get(system) ?? []),
      steady: medianRound(steady.get(system) ?? []),
    }));
  } finally {
    await Promise.all([...traffics.values()].map((traffic) => traffic.stop()));
  }
}

/** The systems take turns, so that other load on the machine affects all of them equally. */
async function inTurn(
  traffics: ReadonlyMap<SystemName, Traffic>,
  { rounds }: Pick<Plan, 'rounds'>,
  measure: (traffic: Traffic, name: SystemName) => Promise<Round>,
): Promise<Rounds> {
  const found: Rounds = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [name, traffic] of traffics) {
      found.set(name, [...(found.get(name) ?? []), await measure(traffic, name)]);
    }
  }
  return found;
}

function medianRound(rounds: readonly Round[]): Round {
  const of = (field: keyof Round): number => median(rounds.map((round) => round[field]));
  return {
    rate: of('rate'),
    processorSeconds: of('processorSeconds'),
    redisSeconds: of('redisSeconds'),
    clientLoad: of('clientLoad'),
    wireBytes: of('wireBytes'),
    redisBytes: of('redisBytes'),
    doubled: of('doubled'),
    p50: of('p50'),
    p99: of('p99'),
  };
}
