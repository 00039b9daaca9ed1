import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  READ_RECEIPT_EVERY_MS,
  RECEIPT_EVERY_MS,
  RECEIPT_MERGE_MS,
} from '../../protocol/limits.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ReceiptTimer } from './receipt-timer.ts';

let clock: ManualClock;
let timer: ReceiptTimer;
/** When receipts were sent, ms after the start. */
let sent: number[];
let owed: { read?: number };

beforeEach(() => {
  clock = new ManualClock();
  const start = clock.now();
  sent = [];
  timer = new ReceiptTimer(clock, () => {
    sent.push(clock.now() - start);
    timer.noteSent(owed);
  });
});

/** Something arrives, or is read, at each of these times. */
function happen(times: readonly number[], reading: (index: number) => { read?: number }): void {
  let before = 0;
  for (const [index, time] of times.entries()) {
    clock.advance(time - before);
    before = time;
    owed = reading(index);
    timer.schedule(owed);
  }
  clock.advance(RECEIPT_EVERY_MS);
}

const every = (ms: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => n * ms);

describe('the receipts for a burst of messages', () => {
  it('are sent once almost at once, and then seldom, when nobody reads them', () => {
    happen(every(500, 20), () => ({}));
    const first = RECEIPT_MERGE_MS;
    expect(sent).toEqual(every(RECEIPT_EVERY_MS, 5).map((time) => first + time));
  });

  it('are sent more often while the messages are read', () => {
    happen(every(500, 8), (index) => ({ read: index + 1 }));
    expect(sent).toEqual(every(READ_RECEIPT_EVERY_MS, 5).map((time) => RECEIPT_MERGE_MS + time));
  });

  it('are not held back when a message that has waited is read', () => {
    happen([0, 1_000, 1_500], (index) => (index === 2 ? { read: 1 } : {}));
    expect(sent).toEqual([RECEIPT_MERGE_MS, 1_500 + RECEIPT_MERGE_MS]);
  });

  it('start at once again after a pause', () => {
    happen([0, RECEIPT_EVERY_MS * 2], () => ({}));
    expect(sent).toEqual([RECEIPT_MERGE_MS, RECEIPT_EVERY_MS * 2 + RECEIPT_MERGE_MS]);
  });
});

it('a clock that is set back does not hold receipts back', () => {
  happen([0], () => ({}));
  clock.set(clock.now() - 60_000);
  happen([0], () => ({}));
  expect(sent).toHaveLength(2);
});

it('a stopped timer sends nothing', () => {
  timer.schedule({});
  timer.stop();
  timer.schedule({});
  clock.advance(RECEIPT_EVERY_MS);
  expect(sent).toEqual([]);
});
