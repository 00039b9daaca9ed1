import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import type { DeliveryAck } from '../../protocol/delivery-ack.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Lane, Notice } from '../../protocol/events.ts';
import type { Clock } from '../scheduling/clock.ts';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import type { PersonId } from '../views.ts';

/** Delay before storing is retried, ms. */
const RETRY_MS = 5_000;

export interface DeliveryParts {
  readonly clock: Clock;
  /**
   * Stores what a person sent. Returns the indexes of envelopes that can only be taken later.
   * @throws ChatError `storage-…` when nothing was stored
   */
  receive(from: PersonId, envelopes: readonly Bytes[], lane: Lane): Promise<readonly number[]>;
  onProblem(code: ChatError['code'] | undefined): void;
}

/** The items of one sender, and their indexes in the delivery. */
interface Group {
  readonly envelopes: Bytes[];
  readonly indexes: number[];
}

function bySender({ items }: Notice<'mailbox:deliver'>): Map<PersonId, Group> {
  const groups = new Map<PersonId, Group>();
  for (const [index, { from, envelope }] of items.entries()) {
    const sender = toBase64url(from);
    const group = groups.get(sender) ?? { envelopes: [], indexes: [] };
    group.envelopes.push(envelope);
    group.indexes.push(index);
    groups.set(sender, group);
  }
  return groups;
}

/**
 * Takes what the relay delivers, one delivery after the other: the relay may send the next one before
 * the last is acknowledged. Acknowledges each once all of it is stored, never earlier. Of the strangers' lane,
 * it defers what can only be taken later; the contacts' lane must not wait for anything.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #queue = new SerialQueue();
  #failing = false;
  /** Aborted when the connection ends; the next connection has its own. */
  #connection = new AbortController();
  /** Ends the pause before a retry, of which there is one at a time. */
  #endPause = (): void => {};

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Resolves when the delivery is acknowledged, or given up. */
  take(notice: Notice<'mailbox:deliver'>, done: (ack: DeliveryAck) => void): Promise<void> {
    const { signal } = this.#connection;
    return this.#queue.run(async () => {
      for (;;) {
        const deferred = signal.aborted ? undefined : await this.#store(notice, signal);
        if (signal.aborted) return;
        if (deferred !== undefined) return done({ deferred });
        await this.#pause();
      }
    });
  }

  /** Drops what could not be stored: the relay keeps it and delivers it again. */
  stop(): void {
    this.#connection.abort();
    this.#endPause();
    this.#connection = new AbortController();
    this.#failing = false;
  }

  /** @returns the indexes of deferred items; undefined when nothing could be stored, so that the relay keeps it */
  async #store(
    notice: Notice<'mailbox:deliver'>,
    signal: AbortSignal,
  ): Promise<number[] | undefined> {
    let deferred: number[];
    try {
      deferred = await this.#receive(notice);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (signal.aborted) return undefined;
      this.#failing = true;
      this.#parts.onProblem(error.code);
      return undefined;
    }
    if (this.#failing) this.#parts.onProblem(undefined);
    this.#failing = false;
    return deferred;
  }

  async #receive(notice: Notice<'mailbox:deliver'>): Promise<number[]> {
    const { lane } = notice;
    const deferred = await Promise.all(
      [...bySender(notice)].map(async ([from, { envelopes, indexes }]) => {
        const later = await this.#parts.receive(from, envelopes, lane);
        return later.map((index) => indexes[index] as number);
      }),
    );
    return lane === 'contacts' ? [] : deferred.flat().sort((a, b) => a - b);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(RETRY_MS, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
