import type { Logger } from 'pino';
import { DELIVERY_ACK } from '../../protocol/delivery-ack.ts';
import { parseWire } from '../../protocol/events.ts';
import { DEFERRED_AGAIN_MAX_MS, DEFERRED_AGAIN_MS } from '../../protocol/limits.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import type { Mailboxes, PersonId, QueuedEnvelope } from '../store/store.ts';
import type { RelaySocket } from '../transport/relay-server.ts';
import { terminate } from '../transport/terminate.ts';
import { BATCH, sendBatch } from './batch.ts';
import { identityOf } from './person-id.ts';
import type { RelayParts } from './relay-parts.ts';

/**
 * Delivers one person's mail of strangers to one socket, independently of contacts' mail. Envelopes
 * that the client defers stay in the mailbox and hold nothing up: later ones are delivered, and the
 * mailbox is read from its beginning again once DEFERRED_AGAIN_MS have passed, then twice as long after
 * that, as long as the client stores nothing.
 */
export class StrangersDelivery {
  readonly #socket: RelaySocket;
  readonly #person: PersonId;
  readonly #mailboxes: Mailboxes;
  readonly #logger: Logger;
  readonly #metrics: RelayMetrics;
  readonly #now: () => number;
  /** The last entry that was delivered since the mailbox was read from its beginning. */
  #last: string | undefined;
  /** When that was, ms. */
  #beganAt = Number.NEGATIVE_INFINITY;
  /** How many were stored since then, and how long to wait until it is read again, ms. */
  #stored = 0;
  #waitMs = DEFERRED_AGAIN_MS;
  #running = false;
  #notified = false;
  #stopped = false;

  constructor(socket: RelaySocket, person: PersonId, { store, logger, metrics, now }: RelayParts) {
    this.#socket = socket;
    this.#person = person;
    this.#mailboxes = store.strangersMail;
    this.#logger = logger;
    this.#metrics = metrics;
    this.#now = now;
  }

  /** An envelope was queued. */
  wake(): void {
    if (this.#stopped) return;
    this.#notified = true;
    if (!this.#running) void this.#run();
  }

  /** There is mail, perhaps only what was deferred. It is offered again when it is time. */
  offerAgain(): void {
    const now = this.#now();
    if (this.#running || now < this.#beganAt + this.#waitMs) return;
    const isFirst = this.#last === undefined;
    this.#waitMs =
      isFirst || this.#stored > 0
        ? DEFERRED_AGAIN_MS
        : Math.min(2 * this.#waitMs, DEFERRED_AGAIN_MAX_MS);
    this.#stored = 0;
    this.#beganAt = now;
    this.#last = undefined;
    this.wake();
  }

  /** Stops after the current batch. */
  stop(): void {
    this.#stopped = true;
    this.#notified = false;
  }

  /** A notification that arrives meanwhile causes another pass. None can come between the last look and the end. */
  async #run(): Promise<void> {
    this.#running = true;
    while (this.#notified && this.#socket.connected) {
      this.#notified = false;
      try {
        await this.#pass();
      } catch (error) {
        this.#logger.warn({ err: error }, 'a delivery failed');
      }
    }
    this.#running = false;
  }

  async #pass(): Promise<void> {
    let batch = await this.#mailboxes.peek(this.#person, this.#next);
    while (batch.length > 0 && !this.#stopped) {
      const stored = await this.#deliver(batch);
      if (stored === undefined) return;
      this.#metrics.delivered(stored.length);
      this.#stored += stored.length;
      this.#last = batch.at(-1)?.entryId;
      batch = await this.#mailboxes.acknowledge(this.#person, stored, this.#next);
    }
  }

  get #next() {
    return { ...BATCH, after: this.#last };
  }

  /** @returns the entries that the client stored; undefined when the connection ended before */
  async #deliver(batch: readonly QueuedEnvelope[]): Promise<readonly string[] | undefined> {
    const items = batch.map(({ from, envelope }) => ({ from: identityOf(from), envelope }));
    const sent = await sendBatch(this.#socket, (done) =>
      this.#socket.emit('mailbox:deliver', { lane: 'strangers', items }, done),
    );
    if (sent === undefined) return undefined;
    try {
      const { deferred } = parseWire(DELIVERY_ACK, sent.acknowledgement);
      return batch
        .filter((_queued, index) => !deferred.includes(index))
        .map(({ entryId }) => entryId);
    } catch {
      terminate(this.#socket.conn);
      return undefined;
    }
  }
}
