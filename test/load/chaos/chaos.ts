import { Fleet } from '../../support/pods/fleet.ts';
import { keysThatStay } from '../../support/redis/expiry.ts';
import { RedisSentinel } from '../../support/redis/redis-sentinel.ts';
import { Crowd, type Fault } from './crowd.ts';
import { FAULT_KINDS, FAULTS, type FaultKind, type World } from './faults.ts';
import { isKnown, queuedEnvelopes } from './queued.ts';
import { Random } from './random.ts';

export interface ChaosPlan {
  readonly seed: number;
  readonly pods: number;
  readonly clients: number;
  /** Messages that each client sends to each of its two neighbours. */
  readonly texts: number;
  /** How often each kind of fault strikes. */
  readonly rounds: number;
  readonly pauseMs: number;
}

/** One fault, and the traffic that it affected. */
export interface Strike {
  readonly kind: FaultKind;
  /** Envelopes in mailboxes, and messages not acknowledged, when it struck. */
  readonly queued: number;
  readonly inFlight: number;
  /** Time from the fault until the next message was acknowledged, s. */
  readonly recoverySeconds: number;
}

export interface ChaosReport {
  readonly total: number;
  readonly delivered: number;
  readonly strikes: readonly Strike[];
  /** Kinds of fault that never affected traffic. */
  readonly idle: readonly FaultKind[];
  readonly faults: readonly Fault[];
  /** Keys of Redis that never expire. */
  readonly keysThatStay: readonly string[];
  readonly seconds: number;
}

/** Lets people talk while each kind of fault occurs as often as planned. */
export async function runChaos(plan: ChaosPlan, log: (line: string) => void): Promise<ChaosReport> {
  const redis = await RedisSentinel.start();
  const env = { STOP_SPREAD_SECONDS: '1' };
  const fleet = await Fleet.start({ redisUrl: redis.url, pods: plan.pods, env });
  const crowd = new Crowd(plan.clients, plan.texts, fleet.line.address);
  const world = { fleet, redis, random: new Random(plan.seed), pauseMs: plan.pauseMs };
  try {
    await crowd.gather();
    log(`${plan.clients} people are connected; seed ${plan.seed}`);
    return await breakThings(plan, world, crowd, log);
  } finally {
    await crowd.close();
    await fleet.stop();
    await redis.stop();
  }
}

async function breakThings(
  { rounds }: ChaosPlan,
  world: World,
  crowd: Crowd,
  log: (line: string) => void,
): Promise<ChaosReport> {
  const start = performance.now();
  const talking = crowd.talk();
  const kinds = Array.from({ length: rounds }, () => world.random.shuffled(FAULT_KINDS)).flat();
  const strikes: Strike[] = [];
  for (const [index, kind] of kinds.entries()) {
    const due = Math.floor((crowd.total * index) / (kinds.length + 1));
    await crowd.until(() => crowd.delivered >= due);
    const strike = await strikeOnce(kind, world, crowd);
    strikes.push(strike);
    const { queued, inFlight, recoverySeconds } = strike;
    const took = `went on after ${recoverySeconds.toFixed(1)} s`;
    log(`${kind}: ${queued} queued, ${inFlight} in flight; ${took}; ${crowd.delivered} delivered`);
  }
  await talking;
  const met = new Set(strikes.filter((it) => it.queued + it.inFlight > 0).map(({ kind }) => kind));
  return {
    total: crowd.total,
    delivered: crowd.delivered,
    strikes,
    idle: FAULT_KINDS.filter((kind) => !met.has(kind)),
    faults: await crowd.faults(),
    keysThatStay: await keysThatStay((await world.redis.master()).admin),
    seconds: (performance.now() - start) / 1000,
  };
}

/** Strikes when messages are in flight and the mailbox of a sleeping person fills up. */
async function strikeOnce(kind: FaultKind, world: World, crowd: Crowd): Promise<Strike> {
  const sleeper = world.random.pick(crowd.members);
  const redis = async () => (await world.redis.master()).admin;
  await crowd.until(async () => (await isKnown(await redis(), sleeper.driver.id)) || crowd.isStill);
  await sleeper.sleep();
  let queued = 0;
  await crowd.until(async () => {
    queued = await queuedEnvelopes(await redis());
    return (queued > 0 && crowd.inFlight > 0) || crowd.isStill;
  });
  const { inFlight, delivered } = crowd;
  const start = performance.now();
  const goesOn = crowd.until(() => crowd.delivered > delivered || crowd.inFlight === 0);
  const over = goesOn.then(() => (performance.now() - start) / 1000);
  await FAULTS[kind](world);
  await sleeper.wake();
  return { kind, queued, inFlight, recoverySeconds: await over };
}
