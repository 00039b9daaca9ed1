import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { befriend, type ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { useDirectCrypto } from '../../src/crypto/testing/direct-crypto.ts';
import { Fleet } from '../support/pods/fleet.ts';
import { connectionProblemsOf, enterAll } from '../support/pods/people.ts';
import { Talk } from '../support/pods/talk.ts';
import { keysThatStay } from '../support/redis/expiry.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

useDirectCrypto();

const PAIRS = 3;

let redis: RedisServer;
let fleet: Fleet;
let people: readonly ChatDriver[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 3, env: { STOP_SPREAD_SECONDS: '2' } });
  people = await enterAll(fleet.line.address, 2 * PAIRS);
});
afterAll(async () => {
  expect(await keysThatStay(redis.admin)).toEqual([]);
  await Promise.all(people.map((person) => person.close()));
  await fleet.stop();
  await redis.stop();
});

async function pairs(): Promise<readonly Talk[]> {
  return Promise.all(
    Array.from({ length: PAIRS }, async (_, pair) => {
      const [asker, asked] = [people[2 * pair], people[2 * pair + 1]];
      if (asker === undefined || asked === undefined) throw new TypeError('nobody');
      await befriend(asker, asked);
      return new Talk(asker, asked);
    }),
  );
}

describe('replacing every pod while people talk', () => {
  it('keeps all clients online and delivers each message once and in order', async () => {
    const talks = await pairs();
    const seen = connectionProblemsOf(people);
    const running = talks.map((talk) => talk.run());
    for (const pod of [...fleet.pods]) {
      expect(await fleet.replace(pod)).toEqual({ code: 0, signal: null });
      await Promise.all(talks.map((talk) => talk.next()));
    }
    for (const talk of talks) talk.stop();
    await Promise.all(running);
    expect(seen).toEqual([]);
    for (const talk of talks) expect(await talk.received()).toEqual(talk.said());
    const total = talks.reduce((sum, { count }) => sum + count, 0);
    process.stdout.write(
      `rolling replacement: 3 pods, ${total} messages, no connection problem shown\n`,
    );
    expect(total).toBeGreaterThanOrEqual(3 * PAIRS);
  });
});
