import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from '../../support/pods/fleet.ts';
import type { RedisSentinel } from '../../support/redis/redis-sentinel.ts';
import type { Random } from './random.ts';

/** What can break. */
export interface World {
  readonly fleet: Fleet;
  readonly redis: RedisSentinel;
  readonly random: Random;
  /** How long Redis is paused, and connections are slow, ms. */
  readonly pauseMs: number;
}

/** The faults. Each resolves when everything runs again. */
export const FAULTS = {
  'a pod is killed': async ({ fleet, random }: World) => {
    await fleet.remove(random.pick(fleet.pods), 'SIGKILL');
    await fleet.add();
  },
  'a pod is replaced': async ({ fleet, random }: World) => {
    await fleet.replace(random.pick(fleet.pods));
  },
  'Redis is killed and comes back empty': async ({ redis }: World) => {
    const master = await redis.master();
    await master.kill();
    await master.boot();
  },
  'Redis is flushed': async ({ redis }: World) => {
    await (await redis.master()).admin.flushall();
  },
  'Redis stands still': async ({ redis, pauseMs }: World) => {
    const master = await redis.master();
    await master.admin.client('PAUSE', pauseMs);
    await pause(pauseMs);
  },
  'Redis fails over': async ({ redis }: World) => {
    await redis.failOver();
  },
  // What is published meanwhile gets lost, while commands go on.
  'subscriptions of all pods are cut': async ({ redis }: World) => {
    await (await redis.master()).admin.client('KILL', 'TYPE', 'PUBSUB');
  },
  'all connections are cut': async ({ fleet }: World) => {
    fleet.line.cut();
  },
  'all connections are slow': async ({ fleet, random, pauseMs }: World) => {
    fleet.line.delay(50 + random.next() * 200);
    await pause(pauseMs / 2);
    fleet.line.delay(0);
  },
} as const;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
