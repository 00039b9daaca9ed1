import { describe, expect, it } from '@jest/globals';
import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { SendQueue } from './send-queue.ts';

const TO = new Uint8Array(32);
const envelope = (n: number): Bytes => Uint8Array.of(n);

/** Runs everything that waits only for its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the send queue', () => {
  it.each([new ChatError('rate-limited', { retryAfterMs: 1000 }), new ChatError('unavailable')])(
    'waits when the relay says %s, and loses nothing',
    async (refusal) => {
      const clock = new ManualClock();
      const sent: number[] = [];
      let allowed = 3;
      const queue = new SendQueue({
        clock,
        send: async (_to, [n = 0]) => {
          if (allowed-- <= 0) throw refusal;
          sent.push(n);
        },
      });
      const done = Promise.all([1, 2, 3, 4, 5].map((n) => queue.send(TO, envelope(n))));
      await turn();
      expect(sent).toEqual([1, 2, 3]);
      allowed = 10;
      clock.advance(999);
      await turn();
      expect(sent).toEqual([1, 2, 3]);
      clock.advance(1);
      await done;
      expect([...sent].sort()).toEqual([1, 2, 3, 4, 5]);
    },
  );

  it('continues with one envelope at a time after back-off, and with more once they are accepted', async () => {
    const clock = new ManualClock();
    let underWay = 0;
    let isRateLimited = true;
    const most: number[] = [];
    const queue = new SendQueue({
      clock,
      send: async () => {
        most.push(++underWay);
        await turn();
        underWay--;
        if (isRateLimited) throw new ChatError('rate-limited', { retryAfterMs: 1000 });
      },
    });
    const sent = Promise.all(Array.from({ length: 90 }, (_, n) => queue.send(TO, envelope(n))));
    await turn();
    await turn();
    expect(Math.max(...most)).toBe(16);
    isRateLimited = false;
    most.length = 0;
    clock.advance(1000);
    await sent;
    expect(most.slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect(Math.max(...most)).toBeGreaterThan(3);
  });

  it('rejects what the relay rejects, and continues with the rest', async () => {
    const queue = new SendQueue({
      clock: new ManualClock(),
      send: async (_to, [n = 0]) => {
        if (n === 2) throw new ChatError('mailbox-full');
      },
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => queue.send(TO, envelope(n))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('has at most 16 envelopes in flight', async () => {
    let underWay = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    const queue = new SendQueue({
      clock: new ManualClock(),
      send: async () => {
        most = Math.max(most, ++underWay);
        await new Promise<void>((resolve) => finish.push(resolve));
        underWay--;
      },
    });
    const sent = Promise.all(Array.from({ length: 50 }, (_, n) => queue.send(TO, envelope(n))));
    for (let done = 0; done < 50; done++) {
      while (finish.length === 0) await turn();
      finish.shift()?.();
    }
    await sent;
    expect(most).toBe(16);
  });
});
