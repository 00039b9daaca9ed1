import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RedisSentinel } from './redis-sentinel.ts';

let redis: RedisSentinel;

beforeAll(async () => {
  redis = await RedisSentinel.start();
});
afterAll(() => redis.stop());

it('restarts a promoted server as a master', async () => {
  const first = await redis.master();
  await redis.failOver();
  const promoted = await redis.master();
  expect(promoted.port).not.toBe(first.port);
  await promoted.kill();
  await promoted.boot();
  const [role] = await promoted.admin.role();
  expect(role).toBe('master');
});
