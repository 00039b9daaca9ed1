import { setTimeout as pause } from 'node:timers/promises';
import { Fleet } from '../../support/pods/fleet.ts';
import { keysThatStay } from '../../support/redis/expiry.ts';
import { RedisServer } from '../../support/redis/redis-server.ts';
import { leaksIn, type Sample, type Trend, trendsOf } from './growth-check.ts';
import { INSPECTED, Inspector } from './inspector.ts';
import { Traffic } from './traffic.ts';

export interface SoakPlan {
  readonly seconds: number;
  readonly pods: number;
  readonly pairs: number;
  /** People who connect and disconnect all the time. */
  readonly passers: number;
  /** How often each sends a message, ms. */
  readonly everyMs: number;
  readonly samples: number;
  /** A leak that is seeded into the first pod, bytes per second: the positive control. */
  readonly leak: number;
}

export interface SoakReport {
  readonly plan: SoakPlan;
  readonly said: number;
  readonly delivered: number;
  readonly visits: number;
  readonly samples: readonly Sample[];
  readonly trends: readonly Trend[];
  readonly leaks: readonly Trend[];
  /** Messages that were lost, duplicated or out of order. */
  readonly problems: readonly string[];
  /** Keys of Redis that never expire. */
  readonly keysThatStay: readonly string[];
}

/** Runs pods on a Redis under steady load, and observes their memory. */
export async function runSoak(plan: SoakPlan, log: (line: string) => void): Promise<SoakReport> {
  const redis = await RedisServer.start();
  const fleet = await Fleet.start({ redisUrl: redis.url, pods: plan.pods, env: INSPECTED });
  const inspectors = await Promise.all(fleet.pods.map((pod) => Inspector.open(pod)));
  const traffic = new Traffic(plan.pairs, plan.passers, fleet.line.address);
  try {
    await traffic.gather();
    await inspectors[0]?.evaluate(leakOf(plan.leak));
    traffic.start(plan.everyMs);
    const samples = await watch(plan, { redis, inspectors, traffic }, log);
    await traffic.stop();
    const trends = trendsOf(samples);
    return {
      plan,
      said: traffic.said,
      delivered: traffic.delivered,
      visits: traffic.visits,
      samples,
      trends,
      leaks: leaksIn(trends),
      problems: await traffic.problems(),
      keysThatStay: await keysThatStay(redis.admin),
    };
  } finally {
    for (const inspector of inspectors) inspector.close();
    await traffic.close();
    await fleet.stop();
    await redis.stop();
  }
}

const leakOf = (bytesPerSecond: number): string =>
  bytesPerSecond === 0
    ? '0'
    : `{ const kept = []; setInterval(() => kept.push(Buffer.alloc(${bytesPerSecond})), 1000); 0 }`;

interface Watched {
  readonly redis: RedisServer;
  readonly inspectors: readonly Inspector[];
  readonly traffic: Traffic;
}

async function watch(
  { seconds, samples: count }: SoakPlan,
  watched: Watched,
  log: (line: string) => void,
): Promise<readonly Sample[]> {
  const start = performance.now();
  const samples: Sample[] = [];
  for (let index = 0; index <= count; index++) {
    const due = start + (index * seconds * 1_000) / count;
    await pause(Math.max(0, due - performance.now()));
    const sample = await take(watched, (performance.now() - start) / 1_000);
    samples.push(sample);
    log(rowOf(sample));
  }
  return samples;
}

async function take({ redis, inspectors, traffic }: Watched, seconds: number): Promise<Sample> {
  const pods = await Promise.all(inspectors.map((inspector) => inspector.memory()));
  const info = await redis.admin.info('memory');
  return {
    seconds,
    delivered: traffic.delivered,
    held: pods.map(({ held }) => held),
    resident: pods.map(({ resident }) => resident),
    redis: Number(/used_memory:(\d+)/.exec(info)?.[1]),
  };
}

const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(2).padStart(8);

function rowOf({ seconds, delivered, held, resident, redis }: Sample): string {
  const figures = [...held, ...resident, redis].map(mib).join(' ');
  return `${seconds.toFixed(0).padStart(5)} ${`${delivered}`.padStart(8)} ${figures}`;
}

/** The header of the table that is logged. */
export function headOf({ pods }: SoakPlan): string {
  const each = (what: string): string[] =>
    Array.from({ length: pods }, (_, pod) => `${what} ${pod + 1}`.padStart(8));
  return `    s    texts ${[...each('held'), ...each('res.'), '   Redis'].join(' ')}  (MiB)`;
}
