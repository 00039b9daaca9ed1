import type { Logger } from 'pino';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import type { RedisPlace } from '../store/redis/redis-endpoint.ts';
import { RedisLink } from '../store/redis/redis-link.ts';
import { createRedisStore } from '../store/redis/redis-store.ts';
import type { Store } from '../store/store.ts';
import { AdapterEcho } from './adapter-latency-probe.ts';
import { createPodAdapter, maySubscribeSharded, type PodAdapter } from './pod-adapter.ts';

/** What a relay stands on: what it remembers, and what joins it to the others. */
export interface Backing {
  readonly store: Store;
  readonly adapter: PodAdapter | undefined;
  /** Calls a function whenever the store cannot be reached any more. */
  readonly onLost: (listener: () => void) => void;
  /** Calls a function whenever the store was away and is back. */
  readonly onRecovered: (listener: () => void) => void;
  /** Calls a function with how long it took, s, whenever a store elsewhere has answered. */
  readonly onAnswered: (listener: (seconds: number) => void) => void;
  /** What measures the way to the others; absent: there are none. */
  readonly echo: AdapterEcho | undefined;
}

/** Resolves when the store can be reached, however long that takes. */
export async function openBacking(place: RedisPlace | undefined, logger: Logger): Promise<Backing> {
  if (place === undefined)
    return {
      store: createMemoryStore(),
      adapter: undefined,
      onLost: () => undefined,
      onRecovered: () => undefined,
      onAnswered: () => undefined,
      echo: undefined,
    };
  const link = await RedisLink.open(place, logger);
  const sharded = await maySubscribeSharded(link);
  return {
    store: createRedisStore(link),
    adapter: createPodAdapter(link, sharded, logger),
    echo: await AdapterEcho.open(link, sharded),
    onLost: (listener) => link.outages.onLost(listener),
    onRecovered: (listener) => link.outages.onRecovered(listener),
    onAnswered: (listener) => link.onAnswered(listener),
  };
}
