import { afterEach, expect, it } from '@jest/globals';
import { NAME_HELD_MS } from '../../../src/protocol/limits.ts';
import { keysThatStay } from './expiry.ts';
import { RedisServer } from './redis-server.ts';

let redis: RedisServer;
afterEach(() => redis.stop());

it('a key that never expires, or too late, is found; and an empty Redis is an error', async () => {
  redis = await RedisServer.start();
  const { admin } = redis;
  await expect(keysThatStay(admin)).rejects.toThrow(RangeError);
  await admin.set('held', '', 'PX', NAME_HELD_MS);
  expect(await keysThatStay(admin)).toEqual([]);
  await admin.set('for ever', '');
  await admin.set('too long', '', 'PX', NAME_HELD_MS + 60_000);
  expect([...(await keysThatStay(admin))].sort()).toEqual(['for ever', 'too long']);
});
