import { expect, it } from '@jest/globals';
import { toBase64url } from '../../protocol/bytes.ts';
import { encodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Clock } from '../scheduling/clock.ts';
import { Transaction } from '../storage/peer-store.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { indexKey, type OutboxEntry } from './outbox-entry.ts';
import { RetransmitQueue } from './retransmit-queue.ts';

const ENTRY: OutboxEntry = {
  id: 'a line',
  index: 0,
  body: { type: 'text', id: 'A'.repeat(22), text: 'hello' },
  composedAt: 0,
  sealed: {
    seq: 1,
    record: '',
    envelope: toBase64url(
      encodeEnvelope({
        id: new Uint8Array(16),
        chainId: new Uint8Array(32),
        n: 0,
        nonce: new Uint8Array(12),
        ciphertext: new Uint8Array(528),
      }),
    ),
    chain: '',
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
