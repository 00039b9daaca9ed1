import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Notice } from '../../protocol/events.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { PersonId } from '../views.ts';

/** Delay before storing is retried, ms. */
const RETRY_MS = 5_000;

export interface DeliveryParts {
  readonly clock: Clock;
  /** Stores what someone sent. @throws ChatError `storage-…` when nothing was taken */
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

/** Takes what the relay delivers. Acknowledges it once all of it is stored, never earlier. */
export class Delivery {
  readonly #parts: DeliveryParts;
  #failing = false;
  /** Deliveries that wait to be stored again; `stop` puts a new set in its place. */
  #retries = new Set<() => void>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** As long as nothing can be stored, the relay keeps the rest. */
  async take(notice: Notice<'mailbox:deliver'>, done: () => void): Promise<void> {
    const retries = this.#retries;
    try {
      const groups = [...bySender(notice)];
      await Promise.all(groups.map(([from, envelopes]) => this.#parts.receive(from, envelopes)));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (retries !== this.#retries) return;
      this.#failing = true;
      this.#parts.onProblem(error.code);
      const cancel = this.#parts.clock.after(RETRY_MS, () => {
        retries.delete(cancel);
        void this.take(notice, done);
      });
      retries.add(cancel);
      return;
    }
    if (this.#failing) this.#parts.onProblem(undefined);
    this.#failing = false;
    done();
  }

  /** Gives up what could not be stored: the relay keeps it and delivers it again. */
  stop(): void {
    for (const cancel of this.#retries) cancel();
    this.#retries = new Set();
    this.#failing = false;
  }
}
