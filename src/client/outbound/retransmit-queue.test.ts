import { expect, it } from '@jest/globals';
import { ChatError } from '../../protocol/errors.ts';
import type { Clock } from '../scheduling/clock.ts';
import { Transaction } from '../storage/peer-store.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { indexKey, type OutboxEntry } from './outbox-entry.ts';
import { RetransmitQueue } from './retransmit-queue.ts';

const ENTRY: OutboxEntry = {
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

it('a failure after the queue was stopped is not retried', async () => {
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
  const { context, store, events } = await makePeerContext({
    identity: new Uint8Array(32),
    clock,
    relay: { send: () => failed },
  });
  const tx = new Transaction(store);
  tx.put('outbox', indexKey(ENTRY.index), ENTRY);
  await store.commit(tx);
  const queue = new RetransmitQueue(context, () => undefined);
  queue.dispatch();
  queue.stop();
  fail(new ChatError('connection-lost'));
  await expect(failed).rejects.toThrow();
  await Promise.resolve();
  expect(events.map(({ kind }) => kind)).toEqual(['failed']);
  expect(timers).toBe(0);
});
