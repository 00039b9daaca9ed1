import { afterAll, beforeAll } from '@jest/globals';
import { RedisCluster } from '../../../../test/redis/redis-cluster.ts';
import { RedisServer } from '../../../../test/redis/redis-server.ts';
import { createLogger } from '../../../service/logging.ts';
import { storeContract } from '../contract.ts';
import type { Store } from '../store.ts';
import { RedisLink } from './redis-link.ts';
import { parseRedisUrl } from './redis-place.ts';
import { createRedisStore } from './redis-store.ts';

const openLink = (url: string): Promise<RedisLink> =>
  RedisLink.open(parseRedisUrl(url), createLogger('silent'));

let server: RedisServer;
let cluster: RedisCluster;
const links: RedisLink[] = [];

beforeAll(async () => {
  [server, cluster] = await Promise.all([RedisServer.start(), RedisCluster.start()]);
  links.push(await openLink(server.url), await openLink(cluster.url));
});
afterAll(async () => {
  for (const link of links) link.close();
  await Promise.all([server.stop(), cluster.stop()]);
});

/** A store over connections that outlive it. */
async function storeOn(link: RedisLink | undefined, now: () => number): Promise<Store> {
  if (link === undefined) throw new TypeError('no connection');
  return { ...createRedisStore(link, now), close: async () => undefined };
}

storeContract('one Redis', async (now) => {
  await server.admin.flushall();
  return storeOn(links[0], now);
});

storeContract('a Redis Cluster of three masters', async (now) => {
  await cluster.flush();
  return storeOn(links[1], now);
});
