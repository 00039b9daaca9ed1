import { describe, expect, it } from '@jest/globals';
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
      },
      onProblem: () => {},
    });
    let acknowledged = 0;
    const items = [item(alice, 1), item(bob, 2), item(alice, 3)];
    await delivery.take({ items }, () => acknowledged++);
    expect(received).toEqual([
      [toBase64url(alice), [1, 3]],
      [toBase64url(bob), [2]],
    ]);
    expect(acknowledged).toBe(1);
  });

  it('that cannot be stored is acknowledged only once it is stored', async () => {
    const clock = new ManualClock();
    const problems: (ErrorCode | undefined)[] = [];
    let isFull = true;
    const attempts: (() => void)[] = [];
    const delivery = new Delivery({
      clock,
      receive: async () => {
        if (isFull) throw new ChatError('storage-full');
      },
      onProblem: (code) => {
        problems.push(code);
        attempts.shift()?.();
      },
    });
    let acknowledged = 0;
    const failedAgain = new Promise<void>((resolve) => attempts.push(() => {}, resolve));
    await delivery.take({ items: [item(alice, 1)] }, () => acknowledged++);
    clock.advance(60_000);
    await failedAgain;
    expect(acknowledged).toBe(0);
    isFull = false;
    const done = new Promise<void>((resolve) => attempts.push(resolve));
    while (problems.at(-1) !== undefined) {
      clock.advance(60_000);
      await Promise.race([done, new Promise((resolve) => setImmediate(resolve))]);
    }
    expect(acknowledged).toBe(1);
    expect(problems[0]).toBe('storage-full');
  });

  it('that cannot be stored is not tried again after a stop, before or while it fails', async () => {
    const clock = new ManualClock();
    const problems: unknown[] = [];
    let attempts = 0;
    let fail = (): void => {};
    const delivery = new Delivery({
      clock,
      receive: () => {
        attempts++;
        return new Promise((_, reject) => {
          fail = () => reject(new ChatError('storage-full'));
        });
      },
      onProblem: (code) => problems.push(code),
    });
    const failed = delivery.take({ items: [item(alice, 1)] }, () => {});
    fail();
    await failed;
    const failing = delivery.take({ items: [item(bob, 1)] }, () => {});
    delivery.stop();
    fail();
    await failing;
    clock.advance(60_000);
    expect(attempts).toBe(2);
    expect(problems).toEqual(['storage-full']);
  });
});
