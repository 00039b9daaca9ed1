import { expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import { NAME_HELD_MS } from '../../protocol/limits.ts';
import { startTestRelay } from '../testing/relay.ts';

const HOUR = NAME_HELD_MS / 72;

it('renews the hold on a name once an hour, and again at the next heartbeat if that failed', async () => {
  const claims: string[] = [];
  let fails = false;
  const { relay, clock, visit } = await startTestRelay({}, (method, call) => {
    if (method !== 'names.claim') return call();
    claims.push(method);
    return fails ? Promise.reject(new ChatError('unavailable')) : call();
  });
  const claimsOfBeat = async (): Promise<number> => {
    claims.length = 0;
    await relay.beat();
    return claims.length;
  };
  await visit('alice');
  clock.advance(HOUR / 2);
  await visit('bob');
  expect(await claimsOfBeat()).toBe(0);
  clock.advance(HOUR / 2);
  // A name is held by two keys: its folded form, and its look-alike form.
  expect(await claimsOfBeat()).toBe(2);
  expect(await claimsOfBeat()).toBe(0);
  clock.advance(HOUR / 2);
  fails = true;
  expect(await claimsOfBeat()).toBe(1);
  fails = false;
  expect(await claimsOfBeat()).toBe(2);
  expect(await claimsOfBeat()).toBe(0);
  clock.advance(HOUR);
  expect(await claimsOfBeat()).toBe(4);
});
