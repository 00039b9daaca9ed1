import { describe, expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import {
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_REFUSED_AT_ONCE,
  CUT_OFFS_PER_MINUTE,
  SIGN_INS_PER_MINUTE,
} from '../../protocol/limits.ts';
import { createLogger } from '../../service/logging.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import { Clock } from '../testing/clock.ts';
import { type Interceptor, withInterceptor } from '../testing/store-faults.ts';
import { AddressBook } from './connection-limiter.ts';

/** A book on a memory store, and every call that reached the store. */
function openBook(onStoreCall: Interceptor = (_, call) => call()) {
  const calls: string[] = [];
  const clock = new Clock();
  const { addresses } = withInterceptor(createMemoryStore(), (method, call) => {
    calls.push(method);
    return onStoreCall(method, call);
  });
  return { book: new AddressBook(addresses, createLogger('silent'), clock.now), calls, clock };
}

async function connect(book: AddressBook, times: number): Promise<readonly boolean[]> {
  return Promise.all(Array.from({ length: times }, () => book.connected('a')));
}

describe('connections', () => {
  it('of one address have room up to the limit, and again when one has left', async () => {
    const { book } = openBook();
    expect(await connect(book, CONNECTIONS_PER_ADDRESS)).not.toContain(false);
    expect(await book.connected('a')).toBe(false);
    expect(await book.connected('b')).toBe(true);
    book.disconnected('a');
    book.disconnected('a');
    expect(await book.connected('a')).toBe(true);
  });

  it('of one address get no answer at all beyond some that are refused', async () => {
    const { book } = openBook();
    await connect(book, CONNECTIONS_PER_ADDRESS + CONNECTIONS_REFUSED_AT_ONCE - 1);
    expect(book.isFlooding('a')).toBe(false);
    await book.connected('a');
    expect(book.isFlooding('a')).toBe(true);
    expect(book.isFlooding('b')).toBe(false);
  });

  it('of an address that had to be cut off again and again are not taken for a minute', () => {
    const { book, clock } = openBook();
    for (let count = 1; count < CUT_OFFS_PER_MINUTE; count++) book.wasCutOff('a');
    expect(book.isFlooding('a')).toBe(false);
    book.wasCutOff('a');
    expect(book.isFlooding('a')).toBe(true);
    expect(book.isFlooding('b')).toBe(false);
    clock.advance(60_000);
    expect(book.isFlooding('a')).toBe(false);
  });

  it('are counted here while the store is away, and told to it afterwards', async () => {
    let away = true;
    const { book, calls } = openBook((_, call) =>
      away ? Promise.reject(new ChatError('wait')) : call(),
    );
    expect(await connect(book, CONNECTIONS_PER_ADDRESS)).not.toContain(false);
    expect(await book.connected('a')).toBe(false);
    away = false;
    calls.length = 0;
    await book.beat();
    await book.beat();
    expect(calls.filter((method) => method === 'addresses.connected')).toHaveLength(1);
  });

  it('are told anew to a store that forgot this process, or that was away', async () => {
    const { book, calls } = openBook(async (method, call) =>
      method === 'addresses.confirm' ? calls.length > 3 : call(),
    );
    await Promise.all([book.connected('a'), book.connected('b')]);
    calls.length = 0;
    await book.beat();
    const told = ['addresses.confirm', 'addresses.connected', 'addresses.connected'];
    expect(calls).toEqual(told);
    await book.tellAll();
    expect(calls).toEqual([...told, ...told]);
  });
});

describe('sign-ins', () => {
  it('of one address are refused beyond the limit, with a time to wait', async () => {
    const { book } = openBook();
    for (let count = 0; count < SIGN_INS_PER_MINUTE; count++) await book.signIn('a');
    const refusal = await book.signIn('a').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'too-many-sign-ins' });
    const { retryAfterMs = 0 } = refusal instanceof ChatError ? refusal.detail : {};
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    await book.signIn('b');
  });
});
