import { afterAll, beforeAll, expect } from '@jest/globals';
import { RedisCluster } from '../../../test/support/redis/redis-cluster.ts';
import { RedisServer } from '../../../test/support/redis/redis-server.ts';
import { createLogger } from '../../service/logging.ts';
import { openDependencies, type RelayDependencies } from '../cluster/dependencies.ts';
import { parseRedisUrl } from '../store/redis/redis-endpoint.ts';
import { startTestRelay } from '../testing/relay.ts';
import { type Interceptor, onlyMailboxes } from '../testing/store-faults.ts';
import { type DeliveryFixture, describeDelivery } from './contract.ts';

/** What two pods use of a Redis. A cluster's takes a second of CPU time, so the pods of one test after the other share it. */
type Shared = readonly RelayDependencies[];
const shared = new Map<string, Promise<Shared>>();

function openShared(url: string): Promise<Shared> {
  const logger = createLogger('silent');
  return Promise.all([0, 1].map(() => openDependencies(parseRedisUrl(url), logger)));
}

let redis: RedisServer;
let cluster: RedisCluster;
beforeAll(async () => {
  redis = await RedisServer.start();
  cluster = await RedisCluster.start();
});
afterAll(async () => {
  for (const { probe, store } of (await Promise.all(shared.values())).flat()) {
    probe?.close();
    await store.close();
  }
  await redis.stop();
  await cluster.stop();
});

async function alone(onStoreCall?: Interceptor): Promise<DeliveryFixture> {
  const relay = await startTestRelay({ trustedProxies: 1 }, onStoreCall);
  return { senders: relay, receivers: relay, stop: async () => undefined };
}

async function pods(url: string, onStoreCall?: Interceptor): Promise<DeliveryFixture> {
  const opened = shared.get(url) ?? openShared(url);
  shared.set(url, opened);
  const [senders, receivers] = await Promise.all(
    (await opened).map((each) => startTestRelay({ trustedProxies: 1 }, onStoreCall, each)),
  );
  if (senders === undefined || receivers === undefined) throw new Error('two relays are needed');
  const stop = async (): Promise<void> => {
    await Promise.all([senders.relay.close(), receivers.relay.close()]);
  };
  return { senders, receivers, stop };
}

/** How many envelopes used each route, according to the metrics of the sender's relay. */
async function ways({ senders }: DeliveryFixture): Promise<Record<string, number>> {
  const text = await senders.relay.metrics.text();
  const count = (outcome: string): number =>
    Number(new RegExp(`messages_total{outcome="${outcome}"} (\\d+)`).exec(text)?.[1] ?? 0);
  return { delivered: count('delivered'), queued: count('queued') };
}

const queuedOnly = async (fixture: DeliveryFixture): Promise<void> =>
  expect(await ways(fixture)).toEqual({ delivered: 0, queued: 4 });
const directlyAfterTheFirst = async (fixture: DeliveryFixture): Promise<void> =>
  expect(await ways(fixture)).toEqual({ delivered: 3, queued: 1 });

describeDelivery('by mailbox, in memory', () => alone(onlyMailboxes), queuedOnly);
describeDelivery('by mailbox, between pods', () => pods(redis.url, onlyMailboxes), queuedOnly);
describeDelivery('within one pod', () => alone(), directlyAfterTheFirst);
describeDelivery('between pods', () => pods(redis.url), directlyAfterTheFirst);
describeDelivery('between pods on a cluster', () => pods(cluster.url), directlyAfterTheFirst);
