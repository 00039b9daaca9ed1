import type { PeerContext } from '../peer-context.ts';
import { Transaction } from '../storage/peer-store.ts';
import { nextExpiry, passedAt, removeExpired } from './expiry.ts';

/**
 * How often time is counted while a countdown runs, ms: when the clock is set back, no more than
 * that is counted twice.
 */
const LONGEST_MS = 300_000;
/** Delay before a removal that failed is retried, ms. */
const RETRY_MS = 5_000;

/** Removes disappearing messages of one conversation when their time is over. */
export class ExpiryTimer {
  readonly #context: PeerContext;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(context: PeerContext) {
    this.#context = context;
  }

  /** A message was seen, or the page has started: waits until the next message must disappear. */
  schedule(): void {
    this.#schedule(0);
  }

  /** @param soonest the least time to wait, ms */
  #schedule(soonest: number): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { client, store, now } = this.#context;
    const next = store.isOpen && !this.#isStopped ? nextExpiry(store, now) : undefined;
    if (next === undefined) return;
    const ms = Math.max(soonest, Math.min(next, LONGEST_MS));
    // At least this much time has passed by then, whatever the clock says.
    const least = passedAt(store.state, now) + ms;
    this.#cancel = client.clock.after(ms, () => {
      void this.removeExpired(least).catch((error) =>
        this.#context.emit({ kind: 'failed', error }),
      );
    });
  }

  /**
   * Removes messages whose time is over.
   * @param least the minimum time that has passed, ms
   * @throws ChatError `storage-…`
   */
  async removeExpired(least = 0): Promise<void> {
    const { queue, store } = this.#context;
    if (!store.isOpen || store.entries('expiring').size === 0) return;
    try {
      await queue.run(async () => {
        const tx = new Transaction(store);
        const removed = await removeExpired(tx, this.#context.now, least);
        await store.commit(tx);
        await this.#context.emitRemoved(removed);
      });
    } catch (error) {
      this.#schedule(RETRY_MS);
      throw error;
    }
    this.schedule();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }
}
