import { describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from '../../crypto/random.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { Delivery } from './delivery.ts';

const [alice, bob] = [randomBytes(32), randomBytes(32)];
const item = (from: Bytes, n: number) => ({ from, envelope: Uint8Array.of(n) });

describe('a delivery', () => {
  it('is passed on by sender, in order, and then acknowledged', async () => {
    const received: [string, number[]][] = [];
    const delivery = new Delivery({
      clock: new ManualClock(),
      receive: async (from, envelopes) => {
        received.push([from, envelopes.map(([n = 0]) => n)]);
        return [];
      },
      onProblem: () => {},
    });
    let acknowledged = 0;
    const items = [item(alice, 1), item(bob, 2), item(alice, 3)];
    await delivery.take({ lane: 'contacts', items }, () => acknowledged++);
    expect(received).toEqual([
      [toBase64url(alice), [1, 3]],
      [toBase64url(bob), [2]],
    ]);
    expect(acknowledged).toBe(1);
  });

  it.each([
    ['strangers', [1, 3]],
    ['contacts', []],
  ] as const)('of %s defers %j of what can only be taken later', async (lane, deferred) => {
    const lanes: string[] = [];
    const delivery = new Delivery({
      clock: new ManualClock(),
      receive: async (from, envelopes, through) => {
        lanes.push(through);
        return from === toBase64url(bob) ? envelopes.map((_, index) => index) : [];
      },
      onProblem: () => {},
    });
    const items = [item(alice, 1), item(bob, 2), item(alice, 3), item(bob, 4)];
    const acks: unknown[] = [];
    await delivery.take({ lane, items }, (ack) => acks.push(ack));
    expect(acks).toEqual([{ deferred }]);
    expect(lanes).toEqual([lane, lane]);
  });

  it('is stored after the one before, which may fail and be tried again', async () => {
    const clock = new ManualClock();
    const stored: number[] = [];
    let failures = 1;
    let onFailed = (): void => {};
    const failed = new Promise<void>((resolve) => {
      onFailed = resolve;
    });
    const delivery = new Delivery({
      clock,
      receive: async (_, envelopes) => {
        if (failures-- > 0) throw new ChatError('storage-full');
        stored.push(...envelopes.map(([n = 0]) => n));
        return [];
      },
      onProblem: () => onFailed(),
    });
    const acknowledged: number[] = [];
    const all = [1, 2, 3].map((n) =>
      delivery.take({ lane: 'contacts', items: [item(alice, n)] }, () => acknowledged.push(n)),
    );
    await failed;
    await new Promise((resolve) => setImmediate(resolve));
    expect(stored).toEqual([]);
    clock.advance(60_000);
    await Promise.all(all);
    expect(stored).toEqual([1, 2, 3]);
    expect(acknowledged).toEqual([1, 2, 3]);
  });

  it('that cannot be stored is acknowledged only once it is stored', async () => {
    const clock = new ManualClock();
    const problems: (ErrorCode | undefined)[] = [];
    let isFull = true;
    const failures: (() => void)[] = [];
    const delivery = new Delivery({
      clock,
      receive: async () => {
        if (isFull) throw new ChatError('storage-full');
        return [];
      },
      onProblem: (code) => {
        problems.push(code);
        failures.shift()?.();
      },
    });
    const nextFailure = (): Promise<void> => new Promise((resolve) => failures.push(resolve));
    let acknowledged = 0;
    const first = nextFailure();
    const taken = delivery.take(
      { lane: 'contacts', items: [item(alice, 1)] },
      () => acknowledged++,
    );
    await first;
    await new Promise((resolve) => setImmediate(resolve));
    const second = nextFailure();
    clock.advance(60_000);
    await second;
    await new Promise((resolve) => setImmediate(resolve));
    expect(acknowledged).toBe(0);
    isFull = false;
    clock.advance(60_000);
    await taken;
    expect(acknowledged).toBe(1);
    expect(problems).toEqual(['storage-full', 'storage-full', undefined]);
  });

  it('that cannot be stored is not retried after a stop, before or while it fails', async () => {
    const clock = new ManualClock();
    const problems: unknown[] = [];
    let attempts = 0;
    let fail = (): void => {};
    let onFailed = (): void => {};
    const failed = new Promise<void>((resolve) => {
      onFailed = resolve;
    });
    const delivery = new Delivery({
      clock,
      receive: () => {
        attempts++;
        return new Promise((_, reject) => {
          fail = () => reject(new ChatError('storage-full'));
        });
      },
      onProblem: (code) => {
        problems.push(code);
        onFailed();
      },
    });
    const attempted = async (count: number): Promise<void> => {
      while (attempts < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const before = delivery.take({ lane: 'contacts', items: [item(alice, 1)] }, () => {});
    await attempted(1);
    fail();
    await failed;
    delivery.stop();
    await before;
    const during = delivery.take({ lane: 'contacts', items: [item(bob, 1)] }, () => {});
    await attempted(2);
    delivery.stop();
    fail();
    await during;
    clock.advance(60_000);
    expect(attempts).toBe(2);
    expect(problems).toEqual(['storage-full']);
  });

  it('that cannot be stored for long leaves no listener behind for each retry', async () => {
    const clock = new ManualClock();
    const listening = jest.spyOn(AbortSignal.prototype, 'addEventListener');
    const unlistening = jest.spyOn(AbortSignal.prototype, 'removeEventListener');
    let attempts = 0;
    const delivery = new Delivery({
      clock,
      receive: async () => {
        attempts++;
        throw new ChatError('storage-full');
      },
      onProblem: () => {},
    });
    const taken = delivery.take({ lane: 'contacts', items: [item(alice, 1)] }, () => {});
    while (attempts < 12) {
      clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    delivery.stop();
    await taken;
    const left = listening.mock.calls.length - unlistening.mock.calls.length;
    jest.restoreAllMocks();
    expect(left).toBeLessThanOrEqual(1);
  });
});
