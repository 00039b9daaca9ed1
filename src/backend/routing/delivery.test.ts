import { afterAll, beforeAll, expect } from '@jest/globals';
import { RedisCluster } from '../../../test/support/redis/redis-cluster.ts';
import { RedisServer } from '../../../test/support/redis/redis-server.ts';
import { createLogger } from '../../service/logging.ts';
import { openDependencies } from '../cluster/dependencies.ts';
import { parseRedisUrl } from '../store/redis/redis-endpoint.ts';
import { startTestRelay } from '../testing/relay.ts';
import { type Interceptor, onlyMailboxes } from '../testing/store-faults.ts';
import { type DeliveryFixture, describeDelivery } from './contract.ts';

let redis: RedisServer;
let cluster: RedisCluster;
beforeAll(async () => {
  redis = await RedisServer.start();
  cluster = await RedisCluster.start();
});
afterAll(async () => {
  await redis.stop();
  await cluster.stop();
});

async function alone(onStoreCall?: Interceptor): Promise<DeliveryFixture> {
  const relay = await startTestRelay({ trustedProxies: 1 }, onStoreCall);
  return { senders: relay, receivers: relay, stop: async () => undefined };
}

async function pods(url: string, onStoreCall?: Interceptor): Promise<DeliveryFixture> {
  const logger = createLogger('silent');
  const shared = await Promise.all([0, 1].map(() => openDependencies(parseRedisUrl(url), logger)));
  const [senders, receivers] = await Promise.all(
    shared.map((each) => startTestRelay({ trustedProxies: 1 }, onStoreCall, each)),
  );
  if (senders === undefined || receivers === undefined) throw new Error('two relays are needed');
  const stop = async (): Promise<void> => {
    await Promise.all([senders.relay.close(), receivers.relay.close()]);
    for (const { probe, store } of shared) {
      probe?.close();
      await store.close();
    }
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
