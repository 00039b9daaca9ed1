import type { Logger } from 'pino';
import { DELIVERY_MAX_BYTES, DELIVERY_MAX_ENVELOPES } from '../../protocol/limits.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import type { Mailboxes, PersonId, QueuedLetter } from '../store/store.ts';
import type { RelaySocket } from '../transport/relay-server.ts';
import { identityOf } from './person-id.ts';
import type { RelayParts } from './relay-parts.ts';

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
  #brought: QueuedLetter | undefined;
  /** Places of the last batch: a bell that comes late brings what was read already. */
  #lastPlaces: readonly string[] = [];

  constructor(socket: RelaySocket, person: PersonId, { store, logger, metrics, now }: RelayParts) {
    this.#socket = socket;
    this.#person = person;
    this.#mailboxes = store.mailboxes;
    this.#logger = logger;
    this.#metrics = metrics;
    this.#now = now;
    this.#since = now();
  }

  /** There may be something in the mailbox; a letter that a bell brought is the oldest there. */
  wake(letter?: QueuedLetter): void {
    if (this.#stopped) return;
    this.#rung = true;
    if (letter !== undefined && !this.#lastPlaces.includes(letter.place)) this.#brought = letter;
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
    this.#brought = undefined;
  }

  /** A bell that rings while the mailbox is read means one more look: nothing is left lying. */
  async #run(): Promise<void> {
    while (this.#rung && this.#socket.connected) {
      this.#rung = false;
      if (!(await this.#empty(await this.#first()))) return;
    }
  }

  /** Delivers a batch and all that follow: false when the connection ended before. */
  async #empty(first: readonly QueuedLetter[]): Promise<boolean> {
    for (let letters = first; letters.length > 0 && !this.#stopped; ) {
      const places = letters.map(({ place }) => place);
      this.#lastPlaces = places;
      if (!(await this.#acknowledged(letters))) return false;
      this.#measure(letters);
      letters = this.#read(await this.#mailboxes.remove(this.#person, places, BATCH));
    }
    return true;
  }

  /** What the bell brought, or else what the mailbox has. */
  async #first(): Promise<readonly QueuedLetter[]> {
    const brought = this.#brought;
    this.#brought = undefined;
    if (brought !== undefined) return [brought];
    return this.#read(await this.#mailboxes.front(this.#person, BATCH));
  }

  /** While there are letters no bell rings: one that was heard is older than what was read. */
  #read(letters: readonly QueuedLetter[]): readonly QueuedLetter[] {
    if (letters.length > 0) this.#brought = undefined;
    return letters;
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
    const items = letters.map(({ from, envelope }) => ({ from: identityOf(from), envelope }));
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
