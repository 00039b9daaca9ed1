import type { PeerContext } from '../client-context.ts';
import { Transaction } from '../storage/peer-store.ts';
import { nextExpiry, passedAt, removeExpired } from './expiry.ts';

/**
 * While a countdown runs, time is counted at least so often, ms: when the clock is set back, no more than
 * that is counted twice.
 */
const LONGEST_MS = 300_000;

/** Removes disappearing messages of one conversation when their time is over. */
export class ExpiryTimer {
  readonly #context: PeerContext;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(context: PeerContext) {
    this.#context = context;
  }

  /** Something was seen, or the page has started: waits for the next message to disappear. */
  schedule(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { client, store, now } = this.#context;
    const next = store.isOpen && !this.#isStopped ? nextExpiry(store, now) : undefined;
    if (next === undefined) return;
    const ms = Math.min(next, LONGEST_MS);
    // So much has passed by then, whatever the clock says.
    const least = passedAt(store.state, now) + ms;
    this.#cancel = client.clock.after(ms, () => {
      void this.removeExpired(least).catch((error) =>
        this.#context.emit({ kind: 'failed', error }),
      );
    });
  }

  /**
   * Removes what is over now.
   * @param least how much time has passed at least
   * @throws ChatError `storage-…`
   */
  async removeExpired(least = 0): Promise<void> {
    const { queue, store } = this.#context;
    if (!store.isOpen || store.entries('expiring').size === 0) return;
    await queue.run(async () => {
      const tx = new Transaction(store);
      const removed = await removeExpired(tx, this.#context.now, least);
      await store.commit(tx);
      await this.#context.emitRemoved(removed);
    });
    this.schedule();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }
}
