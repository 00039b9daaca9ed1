import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { DeliveryAck, Notice } from '../../protocol/events.ts';
import type { Clock } from '../scheduling/clock.ts';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import type { PersonId } from '../views.ts';

/** Delay before storing is retried, ms. */
const RETRY_MS = 5_000;

export interface DeliveryParts {
  readonly clock: Clock;
  /** Stores what a person sent. @throws ChatError `storage-…` when nothing was stored */
  receive(from: PersonId, envelopes: readonly Bytes[]): Promise<void>;
  onProblem(code: ChatError['code'] | undefined): void;
}

function bySender({ items }: Notice<'mailbox:deliver'>): Map<PersonId, Bytes[]> {
  const groups = new Map<PersonId, Bytes[]>();
  for (const { from, envelope } of items) {
    const sender = toBase64url(from);
    const envelopes = groups.get(sender);
    if (envelopes === undefined) groups.set(sender, [envelope]);
    else envelopes.push(envelope);
  }
  return groups;
}

/**
 * Takes what the relay delivers, one delivery after the other: the relay may send the next one before
 * the last is acknowledged. Acknowledges each once all of it is stored, never earlier.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #queue = new SerialQueue();
  #failing = false;
  /** Aborted when the connection ends; the next connection has its own. */
  #connection = new AbortController();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Resolves when the delivery is acknowledged, or given up. */
  take(notice: Notice<'mailbox:deliver'>, done: (ack: DeliveryAck) => void): Promise<void> {
    const { signal } = this.#connection;
    return this.#queue.run(async () => {
      while (!signal.aborted && !(await this.#store(notice, signal))) await this.#pause(signal);
      if (!signal.aborted) done({ deferred: [] });
    });
  }

  /** Drops what could not be stored: the relay keeps it and delivers it again. */
  stop(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
    this.#failing = false;
  }

  /** @returns false when nothing could be stored; the relay keeps it meanwhile */
  async #store(notice: Notice<'mailbox:deliver'>, signal: AbortSignal): Promise<boolean> {
    try {
      const groups = [...bySender(notice)];
      await Promise.all(groups.map(([from, envelopes]) => this.#parts.receive(from, envelopes)));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (signal.aborted) return false;
      this.#failing = true;
      this.#parts.onProblem(error.code);
      return false;
    }
    if (this.#failing) this.#parts.onProblem(undefined);
    this.#failing = false;
    return true;
  }

  #pause(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(RETRY_MS, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }
}
