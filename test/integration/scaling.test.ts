import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { useDirectCrypto } from '../../src/crypto/testing/direct-crypto.ts';
import { Fleet } from '../support/pods/fleet.ts';
import { connectionProblemsOf, enterAll, ring } from '../support/pods/people.ts';
import { keysThatStay } from '../support/redis/expiry.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

useDirectCrypto();

const PODS = 4;
const PEOPLE = 8;

let redis: RedisServer;
let fleet: Fleet;
let people: readonly ChatDriver[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
  fleet = await Fleet.start({ redisUrl: redis.url, pods: PODS, env: { STOP_SPREAD_SECONDS: '2' } });
  people = await enterAll(fleet.line.address, PEOPLE);
});
afterAll(async () => {
  expect(await keysThatStay(redis.admin)).toEqual([]);
  await Promise.all(people.map((person) => person.close()));
  await fleet.stop();
  await redis.stop();
});

describe('scaling down from four pods to one while people talk', () => {
  it('delivers each message once and in order, and no client loses its connection', async () => {
    const talks = await ring(people);
    const problems = connectionProblemsOf(people);
    const running = talks.map((talk) => talk.run());
    const met: number[] = [];
    for (const pod of fleet.pods.slice(1)) {
      met.push(talks.filter(({ isUnderway }) => isUnderway).length);
      expect(await fleet.remove(pod, 'SIGTERM')).toEqual({ code: 0, signal: null });
      await Promise.all(talks.map((talk) => talk.next()));
    }
    for (const talk of talks) talk.stop();
    await Promise.all(running);
    process.stdout.write(
      `scaling down: messages in flight when each pod was told to stop: ${met.join(', ')}\n`,
    );
    expect(fleet.pods).toHaveLength(1);
    expect(Math.min(...met)).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    for (const talk of talks) expect(await talk.received()).toEqual(talk.said());
  });
});
