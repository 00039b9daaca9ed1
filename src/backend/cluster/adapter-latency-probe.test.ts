import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisCluster } from '../../../test/support/redis/redis-cluster.ts';
import { RedisServer } from '../../../test/support/redis/redis-server.ts';
import { createLogger } from '../../service/logging.ts';
import { parseRedisUrl } from '../store/redis/redis-endpoint.ts';
import { RedisLink } from '../store/redis/redis-link.ts';
import { AdapterLatencyProbe } from './adapter-latency-probe.ts';

let server: RedisServer;
let link: RedisLink;

beforeEach(async () => {
  server = await RedisServer.start();
  link = await RedisLink.open(parseRedisUrl(server.url), createLogger('silent'));
});
afterEach(async () => {
  link.close();
  await server.stop();
});

/** Resolves once every earlier ping has come back, or never will. */
async function heard(): Promise<void> {
  await link.client.ping();
  await link.subscriber.ping();
}

/** Lets the event loop turn until a condition holds, or so often that it never will. */
async function turnsUntil(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !isSo(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each([['sharded'], ['classic']])('a probe on a %s channel', (kind) => {
  const open = (): Promise<AdapterLatencyProbe> =>
    AdapterLatencyProbe.open(link, kind === 'sharded');

  it('measures the round trip of a ping', async () => {
    const probe = await open();
    await heard();
    const lag = probe.lagSeconds;
    expect(lag).toBeGreaterThan(0);
    expect(probe.lagSeconds).toBe(lag);
    await probe.ping();
    await heard();
    expect(probe.lagSeconds).not.toBe(lag);
    probe.close();
  });

  it('does not make ioredis decode the messages of other parts as text', async () => {
    const probe = await open();
    expect(['message', 'smessage'].map((event) => link.subscriber.listenerCount(event))).toEqual([
      0, 0,
    ]);
    probe.close();
  });

  it('grows while no ping returns, and is correct again after the next one', async () => {
    const probe = await open();
    await heard();
    await server.kill();
    await probe.ping();
    const last = probe.lagSeconds;
    await turnsUntil(() => probe.lagSeconds > last);
    expect(probe.lagSeconds).toBeGreaterThan(last);
    const back = new Promise<void>((resolve) => link.outages.onRecovered(resolve));
    await server.boot();
    await back;
    const waited = probe.lagSeconds;
    await probe.ping();
    await heard();
    expect(probe.lagSeconds).toBeLessThan(waited);
    probe.close();
  });
});

describe('a probe on a Redis Cluster', () => {
  it('measures the round trip as well', async () => {
    const cluster = await RedisCluster.start();
    const onCluster = await RedisLink.open(parseRedisUrl(cluster.url), createLogger('silent'));
    const probe = await AdapterLatencyProbe.open(onCluster, true);
    // The latency is constant once the ping has come back.
    let [before, lag] = [-1, -1];
    const isStill = (): boolean => {
      [before, lag] = [lag, probe.lagSeconds];
      return before === lag;
    };
    await turnsUntil(isStill);
    expect(isStill()).toBe(true);
    expect(lag).toBeGreaterThan(0);
    probe.close();
    onCluster.close();
    await cluster.stop();
  });
});
