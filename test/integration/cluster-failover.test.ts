import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { Fleet } from '../support/pods/fleet.ts';
import { enterAll, ring } from '../support/pods/people.ts';
import { keysThatStay } from '../support/redis/expiry.ts';
import { RedisCluster } from '../support/redis/redis-cluster.ts';

const PEOPLE = 4;

let redis: RedisCluster;
let fleet: Fleet;
let people: readonly ChatDriver[] = [];

beforeAll(async () => {
  redis = await RedisCluster.start({ replicas: true });
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 3 });
  people = await enterAll(fleet.line.address, PEOPLE);
});
afterAll(async () => {
  await Promise.all(people.map((person) => person.close()));
  await fleet.stop();
  await redis.stop();
});

describe('people on three pods and a Redis Cluster', () => {
  it('continue while each master dies in turn and its replica takes over', async () => {
    const talks = await ring(people);
    const running = talks.map((talk) => talk.run());
    const said = (): number => talks.reduce((sum, { count }) => sum + count, 0);
    for (const master of await redis.masters()) {
      await Promise.all(talks.map((talk) => talk.next()));
      const before = said();
      await redis.failOver(master);
      process.stdout.write(`a master died: ${before} messages sent before, ${said()} after\n`);
      // Conversations continue: each has one more message, or the test would wait here forever.
      for (const { chat } of people) chat.reconnectNow();
      await Promise.all(talks.map((talk) => talk.next()));
    }
    for (const talk of talks) talk.stop();
    await Promise.all(running);
    for (const talk of talks) expect(await talk.received()).toEqual(talk.said());
    for (const { admin } of await redis.masters()) expect(await keysThatStay(admin)).toEqual([]);
  });
});
