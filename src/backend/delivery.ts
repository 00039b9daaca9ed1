import type { Logger } from 'pino';
import { fromBase64url } from '../protocol/bytes.ts';
import { DELIVERY_MAX_BYTES, DELIVERY_MAX_ENVELOPES } from '../protocol/limits.ts';
import type { RelayMetrics } from './metrics.ts';
import type { RelayParts } from './relay-parts.ts';
import type { RelaySocket } from './relay-server.ts';
import type { Mailboxes, PersonId, QueuedLetter } from './store/store.ts';

const BATCH = { envelopes: DELIVERY_MAX_ENVELOPES, bytes: DELIVERY_MAX_BYTES };

/**
 * Empties one person's mailbox into one socket, a batch at a time: the next one is read when the
 * client has acknowledged (stored) the last. A slow client thus slows its own delivery and nothing
 * else, and what it did not acknowledge stays in the mailbox.
 */
export class Delivery {
  readonly #socket: RelaySocket;
  readonly #person: PersonId;
  readonly #mailboxes: Mailboxes;
  readonly #logger: Logger;
  readonly #metrics: RelayMetrics;
  readonly #now: () => number;
  /** Since when letters need not wait for their receiver, ms. */
  readonly #since: number;
  #running = false;
  #rung = false;
  #stopped = false;

  constructor(socket: RelaySocket, person: PersonId, { store, logger, metrics, now }: RelayParts) {
    this.#socket = socket;
    this.#person = person;
    this.#mailboxes = store.mailboxes;
    this.#logger = logger;
    this.#metrics = metrics;
    this.#now = now;
    this.#since = now();
  }

  /** There may be something in the mailbox. */
  wake(): void {
    if (this.#stopped) return;
    this.#rung = true;
    if (this.#running) return;
    this.#running = true;
    this.#run()
      .catch((error: unknown) => {
        this.#logger.warn({ err: error }, 'a delivery failed');
      })
      .finally(() => {
        this.#running = false;
      });
  }

  /** Stops after the batch that is under way. */
  stop(): void {
    this.#stopped = true;
    this.#rung = false;
  }

  /** A bell that rings while the mailbox is read means one more look: nothing is left lying. */
  async #run(): Promise<void> {
    while (this.#rung && this.#socket.connected) {
      this.#rung = false;
      const letters = await this.#mailboxes.front(this.#person, BATCH);
      if (letters.length === 0) continue;
      if (!(await this.#acknowledged(letters))) return;
      this.#measure(letters);
      await this.#mailboxes.remove(
        this.#person,
        letters.map(({ place }) => place),
      );
      this.#rung = !this.#stopped;
    }
  }

  #measure(letters: readonly QueuedLetter[]): void {
    this.#metrics.delivered(letters.length);
    const now = this.#now();
    for (const { queuedAt } of letters) {
      if (queuedAt >= this.#since) this.#metrics.deliveredAfter(Math.max(0, now - queuedAt) / 1000);
    }
  }

  /** Sends a batch: true when the client has it, false when the connection ended before. */
  #acknowledged(letters: readonly QueuedLetter[]): Promise<boolean> {
    const items = letters.map(({ from, envelope }) => ({ from: fromBase64url(from), envelope }));
    return new Promise((resolve) => {
      const onEnd = (): void => resolve(false);
      this.#socket.once('disconnect', onEnd);
      this.#socket.emit('mailbox:deliver', { items }, () => {
        this.#socket.off('disconnect', onEnd);
        resolve(true);
      });
    });
  }
}
