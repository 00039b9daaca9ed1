import { expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { SealedEntry } from './outbox-entry.ts';
import { RetransmitQueue } from './retransmit-queue.ts';

const ENTRY: SealedEntry = {
  id: 'a line',
  index: 0,
  body: { type: 'text', text: 'hello' },
  composedAt: 0,
  sealed: {
    seq: 1,
    record: '',
    envelope: '',
    chain: '',
    offerOptional: false,
    bundle: 1,
    at: 0,
  },
};

it('an attempt that fails after the queue was stopped is not repeated', async () => {
  let fail: (reason: ChatError) => void = () => undefined;
  const failed = new Promise<void>((_resolve, reject) => {
    fail = reject;
  });
  let timers = 0;
  const clock: Clock = {
    now: () => 0,
    after: () => {
      timers++;
      return () => timers--;
    },
  };
  let failures = 0;
  const dispatcher = new RetransmitQueue({
    clock,
    post: () => failed,
    entries: () => [ENTRY],
    onQueued: () => undefined,
    onFailure: () => failures++,
    onRetry: () => undefined,
  });
  dispatcher.dispatch();
  dispatcher.stop();
  fail(new ChatError('connection-lost'));
  await expect(failed).rejects.toThrow();
  await Promise.resolve();
  expect(failures).toBe(1);
  expect(timers).toBe(0);
});
