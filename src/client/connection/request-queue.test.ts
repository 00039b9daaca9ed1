import { describe, expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { RequestQueue } from './request-queue.ts';

/** Runs everything that waits only for its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the request queue', () => {
  it.each([new ChatError('rate-limited', { retryAfterMs: 1000 }), new ChatError('unavailable')])(
    'waits when the relay says %s, and loses nothing',
    async (refusal) => {
      const clock = new ManualClock();
      const sent: number[] = [];
      let allowed = 3;
      const queue = new RequestQueue(clock);
      const send = async (n: number): Promise<number> => {
        if (allowed-- <= 0) throw refusal;
        sent.push(n);
        return n;
      };
      const done = Promise.all([1, 2, 3, 4, 5].map((n) => queue.send(() => send(n))));
      await turn();
      expect(sent).toEqual([1, 2, 3]);
      allowed = 10;
      clock.advance(999);
      await turn();
      expect(sent).toEqual([1, 2, 3]);
      clock.advance(1);
      expect(await done).toEqual([1, 2, 3, 4, 5]);
      expect([...sent].sort()).toEqual([1, 2, 3, 4, 5]);
    },
  );

  it('continues with one request at a time after back-off, and with more once they are accepted', async () => {
    const clock = new ManualClock();
    let underWay = 0;
    let isRateLimited = true;
    const most: number[] = [];
    const queue = new RequestQueue(clock);
    const send = async (): Promise<void> => {
      most.push(++underWay);
      await turn();
      underWay--;
      if (isRateLimited) throw new ChatError('rate-limited', { retryAfterMs: 1000 });
    };
    const sent = Promise.all(Array.from({ length: 90 }, () => queue.send(send)));
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
    const queue = new RequestQueue(new ManualClock());
    const send = async (n: number): Promise<void> => {
      if (n === 2) throw new ChatError('mailbox-full');
    };
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => queue.send(() => send(n))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('has at most 16 requests in flight', async () => {
    let underWay = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    const queue = new RequestQueue(new ManualClock());
    const send = async (): Promise<void> => {
      most = Math.max(most, ++underWay);
      await new Promise<void>((resolve) => finish.push(resolve));
      underWay--;
    };
    const sent = Promise.all(Array.from({ length: 50 }, () => queue.send(send)));
    for (let done = 0; done < 50; done++) {
      while (finish.length === 0) await turn();
      finish.shift()?.();
    }
    await sent;
    expect(most).toBe(16);
  });
});
