import { afterEach, expect, it } from '@jest/globals';
import { openKeyPool, pooledKey, poolOf } from './key-pool.ts';

const VARIABLE = 'LIVE_CHAT_TEST_KEYS';
const given = process.env[VARIABLE];

afterEach(() => {
  process.env[VARIABLE] = given;
});

it('a name of the pool that is empty is none: keys are not written into the working directory', async () => {
  process.env[VARIABLE] = '';
  expect(await pooledKey(0)).toBeUndefined();
  expect(await poolOf('other')).toEqual({});
  const close = await openKeyPool();
  expect(process.env[VARIABLE]).toMatch(/live-chat-keys-/);
  await close();
});
