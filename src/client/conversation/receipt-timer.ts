import {
  READ_RECEIPT_EVERY_MS,
  RECEIPT_EVERY_MS,
  RECEIPT_MERGE_MS,
} from '../../protocol/limits.ts';
import type { ReceiptBody } from '../../protocol/record.ts';
import type { Clock } from '../scheduling/clock.ts';

type Reading = Pick<ReceiptBody, 'read'>;

/**
 * Decides when a standalone receipt is sent. The first one of a burst is sent almost at once; the ones
 * that follow cover several messages each. Nobody sees the difference: a mark that is a second late on
 * the third message of a burst appears while the fifth is being read.
 */
export class ReceiptTimer {
  readonly #clock: Clock;
  readonly #send: () => void;
  #cancel: (() => void) | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #sentAt = Number.NEGATIVE_INFINITY;
  #sentRead = 0;

  constructor(clock: Clock, send: () => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** A receipt is owed. */
  schedule({ read = 0 }: Reading): void {
    const now = this.#clock.now();
    const everyMs = read > this.#sentRead ? READ_RECEIPT_EVERY_MS : RECEIPT_EVERY_MS;
    // A clock that was set back must not hold a receipt back.
    const waitMs = Math.min(Math.max(RECEIPT_MERGE_MS, this.#sentAt + everyMs - now), everyMs);
    if (now + waitMs >= this.#dueAt) return;
    this.#cancel?.();
    this.#dueAt = now + waitMs;
    this.#cancel = this.#clock.after(waitMs, () => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#send();
    });
  }

  /** A receipt was sent. */
  noteSent({ read = 0 }: Reading): void {
    this.#sentAt = this.#clock.now();
    this.#sentRead = read;
  }

  /** No receipt is sent from now on, whatever is scheduled later. */
  stop(): void {
    this.#cancel?.();
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }
}
