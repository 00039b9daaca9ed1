import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { befriend, Chatter } from '../../src/client/testing/chatter.ts';
import { Fleet } from '../pods/fleet.ts';
import { Talk } from '../pods/talk.ts';
import { keysThatStay } from '../redis/expiry.ts';
import { RedisCluster } from '../redis/redis-cluster.ts';

const PEOPLE = 4;

let redis: RedisCluster;
let fleet: Fleet;
const people: Chatter[] = [];

beforeAll(async () => {
  redis = await RedisCluster.start({ replicas: true });
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 3 });
  for (let index = 0; index < PEOPLE; index++) {
    people.push(new Chatter(`person ${index}`, fleet.line.address));
  }
  await Promise.all(people.map((person) => person.enter()));
});
afterAll(async () => {
  await Promise.all(people.map((person) => person.close()));
  await fleet.stop();
  await redis.stop();
});

describe('people on three pods and a Redis Cluster', () => {
  it('talk on while each master dies in turn and its replica takes over', async () => {
    const talks: Talk[] = [];
    for (const [index, from] of people.entries()) {
      const to = people[(index + 1) % people.length];
      if (to === undefined) throw new TypeError('nobody');
      await befriend(from, to);
      talks.push(new Talk(from, to));
    }
    const running = talks.map((talk) => talk.run());
    const said = (): number => talks.reduce((sum, { count }) => sum + count, 0);
    for (const master of await redis.masters()) {
      await Promise.all(talks.map((talk) => talk.next()));
      const before = said();
      await redis.failOver(master);
      process.stdout.write(`a master died: ${before} texts said before, ${said()} after\n`);
      // What waited goes on: each talk has one text more, or it would wait for ever here.
      for (const { chat } of people) chat.hurry();
      await Promise.all(talks.map((talk) => talk.next()));
    }
    for (const talk of talks) talk.stop();
    await Promise.all(running);
    for (const talk of talks) expect(await talk.received()).toEqual(talk.said());
    for (const { admin } of await redis.masters()) expect(await keysThatStay(admin)).toEqual([]);
  });
});
