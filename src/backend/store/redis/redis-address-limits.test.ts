import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisCluster } from '../../../../test/support/redis/redis-cluster.ts';
import { RedisServer } from '../../../../test/support/redis/redis-server.ts';
import { PRESENCE_LIFE_MS, SIGN_INS_PER_MINUTE } from '../../../protocol/limits.ts';
import { createLogger } from '../../../service/logging.ts';
import { Clock } from '../../testing/clock.ts';
import { RedisAddressLimits } from './redis-address-limits.ts';
import { parseRedisUrl } from './redis-endpoint.ts';
import { RedisLink } from './redis-link.ts';

interface Kind {
  readonly start: () => Promise<RedisServer | RedisCluster>;
  readonly flush: (server: RedisServer | RedisCluster) => Promise<unknown>;
}

const KINDS: readonly (readonly [string, Kind])[] = [
  [
    'one Redis',
    {
      start: () => RedisServer.start(),
      flush: async (server) => server instanceof RedisServer && server.admin.flushall(),
    },
  ],
  [
    'a Redis Cluster',
    {
      start: () => RedisCluster.start(),
      flush: async (server) => server instanceof RedisCluster && server.flush(),
    },
  ],
];

describe.each(KINDS)('addresses on %s', (_, { start, flush }) => {
  let server: RedisServer | RedisCluster;
  let links: readonly RedisLink[];
  const clock = new Clock();
  beforeAll(async () => {
    server = await start();
    const endpoint = parseRedisUrl(server.url);
    const open = () => RedisLink.open(endpoint, createLogger('silent'));
    links = await Promise.all([open(), open(), open()]);
  });
  beforeEach(() => flush(server));
  afterAll(async () => {
    for (const link of links) link.close();
    await server.stop();
  });

  const pods = (): readonly [RedisAddressLimits, RedisAddressLimits, RedisAddressLimits] => {
    const [one, two, three] = links.map((link) => new RedisAddressLimits(link, clock.now));
    if (one === undefined || two === undefined || three === undefined) throw new TypeError();
    return [one, two, three];
  };

  it('add up the last reported connections of all pods', async () => {
    const [one, two, three] = pods();
    for (const pod of [one, two, three]) await pod.renewLease();
    expect(await one.reportConnections('a', 1)).toBe(1);
    expect(await two.reportConnections('a', 20)).toBe(21);
    expect(await three.reportConnections('b', 4)).toBe(4);
    expect(await one.reportConnections('a', 2)).toBe(22);
    expect(await two.reportConnections('a', 0)).toBe(2);
  });

  it('count a pod that the others do not know yet', async () => {
    const [one, two] = pods();
    await one.renewLease();
    await two.renewLease();
    await two.reportConnections('a', 20);
    expect(await one.reportConnections('a', 1)).toBe(21);
  });

  it('forget the count of a pod that has been silent for the lifetime of presence', async () => {
    const [one, two] = pods();
    for (const pod of [one, two]) await pod.renewLease();
    await two.reportConnections('a', 20);
    clock.advance(PRESENCE_LIFE_MS - 1);
    await one.renewLease();
    expect(await one.reportConnections('a', 1)).toBe(21);
    clock.advance(1);
    await one.renewLease();
    expect(await one.reportConnections('a', 1)).toBe(1);
  });

  it('let a pod that was silent or forgotten report everything again', async () => {
    const [one] = pods();
    expect(await one.renewLease()).toBe(false);
    expect(await one.renewLease()).toBe(true);
    clock.advance(PRESENCE_LIFE_MS);
    expect(await one.renewLease()).toBe(false);
    expect(await one.renewLease()).toBe(true);
    await flush(server);
    expect(await one.renewLease()).toBe(false);
  });

  it('are reported again before they expire in Redis', async () => {
    const [one] = pods();
    await one.renewLease();
    const answers: boolean[] = [];
    for (let minute = 0; minute < 60; minute += 0.2) {
      clock.advance(12_000);
      answers.push(await one.renewLease());
    }
    expect(answers.filter((known) => !known)).toHaveLength(3);
  });

  it('count sign-ins of all pods together, with the time until the next is allowed', async () => {
    const all = pods();
    for (let count = 0; count < SIGN_INS_PER_MINUTE; count++) {
      expect(await all[count % 3]?.count('sign-ins', 'a')).toBe(0);
    }
    for (const pod of all) {
      const wait = await pod.count('sign-ins', 'a');
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60_000);
    }
    expect(await all[0].count('sign-ins', 'b')).toBe(0);
  });
});

describe('an unavailable Redis', () => {
  it('blocks nobody: each pod counts sign-ins from zero up to the limit', async () => {
    const server = await RedisServer.start();
    const link = await RedisLink.open(parseRedisUrl(server.url), createLogger('silent'));
    const addresses = new RedisAddressLimits(link, Date.now);
    for (let count = 0; count <= SIGN_INS_PER_MINUTE; count++)
      await addresses.count('sign-ins', 'a');
    expect(await addresses.count('sign-ins', 'a')).toBeGreaterThan(0);
    await server.kill();
    for (let count = 0; count < SIGN_INS_PER_MINUTE; count++) {
      expect(await addresses.count('sign-ins', 'a')).toBe(0);
    }
    expect(await addresses.count('sign-ins', 'a')).toBeGreaterThan(0);
    await expect(addresses.reportConnections('a', 1)).rejects.toMatchObject({
      code: 'unavailable',
    });
    link.close();
    await server.stop();
  });
});
