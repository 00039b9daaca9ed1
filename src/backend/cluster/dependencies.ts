import { Cluster } from 'ioredis';
import type { Logger } from 'pino';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import type { RedisEndpoint } from '../store/redis/redis-endpoint.ts';
import { RedisLink } from '../store/redis/redis-link.ts';
import { createRedisStore } from '../store/redis/redis-store.ts';
import type { Store } from '../store/store.ts';
import { AdapterLatencyProbe } from './adapter-latency-probe.ts';
import { createPodAdapter, maySubscribeSharded, type PodAdapter } from './pod-adapter.ts';
import { PodChannel } from './pod-channel.ts';

/** What a relay depends on: its store, and what connects it to other relays. */
export interface RelayDependencies {
  readonly store: Store;
  readonly adapter: PodAdapter | undefined;
  /** Carries envelopes to other relays; undefined when there are none. */
  readonly pods: PodChannel | undefined;
  /** Calls a function whenever the store becomes unreachable. */
  readonly onLost: (listener: () => void) => void;
  /** Calls a function whenever the store is reachable again. */
  readonly onRecovered: (listener: () => void) => void;
  /** Calls a function with the duration, s, of every command that a remote store answered. */
  readonly onAnswered: (listener: (seconds: number) => void) => void;
  /** Measures the latency to other relays; undefined when there are none. */
  readonly probe: AdapterLatencyProbe | undefined;
}

/** Opens the store. Resolves when it can be reached, however long that takes. */
export async function openDependencies(
  endpoint: RedisEndpoint | undefined,
  logger: Logger,
): Promise<RelayDependencies> {
  if (endpoint === undefined)
    return {
      store: createMemoryStore(),
      adapter: undefined,
      pods: undefined,
      onLost: () => undefined,
      onRecovered: () => undefined,
      onAnswered: () => undefined,
      probe: undefined,
    };
  const link = await RedisLink.open(endpoint, logger);
  const sharded = await maySubscribeSharded(link);
  return {
    store: createRedisStore(link),
    adapter: createPodAdapter(link, sharded, logger),
    pods: await openPods(link, sharded, logger),
    probe: await AdapterLatencyProbe.open(link, sharded),
    onLost: (listener) => link.outages.onLost(listener),
    onRecovered: (listener) => link.outages.onRecovered(listener),
    onAnswered: (listener) => link.onAnswered(listener),
  };
}

/** In a cluster without sharded channels every node would get every envelope: mailboxes are cheaper. */
async function openPods(
  link: RedisLink,
  sharded: boolean,
  logger: Logger,
): Promise<PodChannel | undefined> {
  if (link.client instanceof Cluster && !sharded) return undefined;
  return PodChannel.open(link, sharded, logger);
}
