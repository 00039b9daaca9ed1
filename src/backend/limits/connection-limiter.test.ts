import { describe, expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import {
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_REFUSED_AT_ONCE,
  SIGN_INS_PER_MINUTE,
  TERMINATIONS_PER_MINUTE,
} from '../../protocol/limits.ts';
import { createLogger } from '../../service/logging.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import { Clock } from '../testing/clock.ts';
import { type Interceptor, withInterceptor } from '../testing/store-faults.ts';
import { ConnectionLimiter } from './connection-limiter.ts';

/** A limiter on a memory store, and every call that reached the store. */
function createLimiter(onStoreCall: Interceptor = (_, call) => call()) {
  const calls: string[] = [];
  const clock = new Clock();
  const { addressLimits } = withInterceptor(createMemoryStore(), (method, call) => {
    calls.push(method);
    return onStoreCall(method, call);
  });
  return {
    limiter: new ConnectionLimiter(addressLimits, createLogger('silent'), clock.now),
    calls,
    clock,
  };
}

async function connect(limiter: ConnectionLimiter, times: number): Promise<readonly boolean[]> {
  return Promise.all(Array.from({ length: times }, () => limiter.connected('a')));
}

describe('connections', () => {
  it('of one address are accepted up to the limit, and again when one has closed', async () => {
    const { limiter } = createLimiter();
    expect(await connect(limiter, CONNECTIONS_PER_ADDRESS)).not.toContain(false);
    expect(await limiter.connected('a')).toBe(false);
    expect(await limiter.connected('b')).toBe(true);
    limiter.disconnected('a');
    limiter.disconnected('a');
    expect(await limiter.connected('a')).toBe(true);
  });

  it('of one address are dropped without a reply beyond a number of rejections', async () => {
    const { limiter } = createLimiter();
    await connect(limiter, CONNECTIONS_PER_ADDRESS + CONNECTIONS_REFUSED_AT_ONCE - 1);
    expect(limiter.isFlooding('a')).toBe(false);
    await limiter.connected('a');
    expect(limiter.isFlooding('a')).toBe(true);
    expect(limiter.isFlooding('b')).toBe(false);
  });

  it('of an address whose connections were terminated repeatedly are rejected for a minute', () => {
    const { limiter, clock } = createLimiter();
    for (let count = 1; count < TERMINATIONS_PER_MINUTE; count++) limiter.recordTermination('a');
    expect(limiter.isFlooding('a')).toBe(false);
    limiter.recordTermination('a');
    expect(limiter.isFlooding('a')).toBe(true);
    expect(limiter.isFlooding('b')).toBe(false);
    clock.advance(60_000);
    expect(limiter.isFlooding('a')).toBe(false);
  });

  it('of a person who was signed in are charged to the person, and not to the address', () => {
    const { limiter, clock } = createLimiter();
    for (let count = 1; count < TERMINATIONS_PER_MINUTE; count++) {
      limiter.recordTermination('a', 'mallory');
    }
    limiter.checkPerson('mallory');
    limiter.recordTermination('b', 'mallory');
    expect(() => limiter.checkPerson('mallory')).toThrow('rate-limited');
    limiter.checkPerson('alice');
    expect([limiter.isFlooding('a'), limiter.isFlooding('b')]).toEqual([false, false]);
    clock.advance(60_000);
    limiter.checkPerson('mallory');
  });

  it('are counted in the process while the store is unavailable, and reported to it afterwards', async () => {
    let away = true;
    const { limiter, calls } = createLimiter((_, call) =>
      away ? Promise.reject(new ChatError('unavailable')) : call(),
    );
    expect(await connect(limiter, CONNECTIONS_PER_ADDRESS)).not.toContain(false);
    expect(await limiter.connected('a')).toBe(false);
    away = false;
    calls.length = 0;
    await limiter.beat();
    await limiter.beat();
    expect(calls.filter((method) => method === 'addressLimits.reportConnections')).toHaveLength(1);
  });

  it('are reported again to a store that lost its data or was unavailable', async () => {
    const { limiter, calls } = createLimiter(async (method, call) =>
      method === 'addressLimits.renewLease' ? calls.length > 3 : call(),
    );
    await Promise.all([limiter.connected('a'), limiter.connected('b')]);
    calls.length = 0;
    await limiter.beat();
    const told = [
      'addressLimits.renewLease',
      'addressLimits.reportConnections',
      'addressLimits.reportConnections',
    ];
    expect(calls).toEqual(told);
    await limiter.reportAll();
    expect(calls).toEqual([...told, ...told]);
  });
});

describe('sign-ins', () => {
  it('of one address are rejected beyond the limit, with a time to wait', async () => {
    const { limiter } = createLimiter();
    for (let count = 0; count < SIGN_INS_PER_MINUTE; count++) await limiter.countSignIn('a');
    const refusal = await limiter.countSignIn('a').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'too-many-sign-ins' });
    const { retryAfterMs = 0 } = refusal instanceof ChatError ? refusal.detail : {};
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    await limiter.countSignIn('b');
  });
});
