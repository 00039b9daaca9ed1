import { type Bytes, fromBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope, encodeEnvelope } from '../../protocol/envelope.ts';
import { RESEND_MAX_MS, RESEND_MIN_MS } from '../../protocol/limits.ts';
import { Backoff } from '../scheduling/backoff.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { SealedEntry } from './outbox-entry.ts';

export interface RetransmitQueueParts {
  readonly clock: Clock;
  /** Hands an envelope to the relay. @throws ChatError */
  post(envelope: Bytes): Promise<void>;
  /** What is sealed and not acknowledged by the peer, in order. */
  entries(): readonly SealedEntry[];
  /** The relay has it now. */
  onQueued(id: string): void;
  onFailure(error: unknown): void;
  /** Time to try again whatever waits. */
  onRetry(): void;
}

/** One attempt to bring an entry to the relay. */
interface Attempt {
  isQueued: boolean;
}

/**
 * Sends sealed entries until the peer's receipt covers them: once, again on a new connection, and
 * again by backoff, since the relay may have lost them.
 */
export class RetransmitQueue {
  readonly #parts: RetransmitQueueParts;
  readonly #backoff = new Backoff(RESEND_MIN_MS, RESEND_MAX_MS);
  readonly #attempts = new Map<string, Attempt>();
  /** Sealed by this page and never sent: the peer has the chain's offer from the envelopes before. */
  readonly #neverSent = new Set<string>();
  #cancelRetry: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: RetransmitQueueParts) {
    this.#parts = parts;
  }

  /** Whether the relay has an entry, as far as this connection knows. */
  isQueued(id: string): boolean {
    return this.#attempts.get(id)?.isQueued === true;
  }

  /** Entries that were sealed just now. */
  add(ids: Iterable<string>): void {
    for (const id of ids) this.#neverSent.add(id);
  }

  /** Sends what is not on its way. */
  dispatch(): void {
    for (const entry of this.#parts.entries()) {
      if (!this.#attempts.has(entry.id)) void this.#send(entry);
    }
  }

  /** Forgets what the relay has: all of it will be sent again. */
  forget(): void {
    this.#attempts.clear();
  }

  /** Some entries are to be sent again, with their offers. */
  resend(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#attempts.delete(id);
      this.#neverSent.delete(id);
    }
  }

  /** Makes sure that what waits is tried again. */
  retryLater(): void {
    if (this.#isStopped || this.#cancelRetry !== undefined) return;
    this.#cancelRetry = this.#parts.clock.after(this.#backoff.next(), () => {
      this.#cancelRetry = undefined;
      this.forget();
      this.#parts.onRetry();
    });
  }

  /** The peer or the relay is there again: whatever waits next, waits shortly. */
  resetBackoff(): void {
    this.#backoff.reset();
    this.#cancel();
    if (this.#parts.entries().length > 0) this.retryLater();
  }

  /** For good: what fails from now on is not tried again. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #cancel(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  async #send(entry: SealedEntry): Promise<void> {
    const { id } = entry;
    const attempt: Attempt = { isQueued: false };
    this.#attempts.set(id, attempt);
    // An attempt that was forgotten has nothing to say about the one after it.
    const isCurrent = (): boolean => this.#attempts.get(id) === attempt;
    try {
      await this.#parts.post(this.#envelope(entry));
      if (!isCurrent()) return;
      attempt.isQueued = true;
      this.#parts.onQueued(id);
    } catch (error) {
      if (!isCurrent()) return;
      this.#attempts.delete(id);
      this.#parts.onFailure(error);
    }
    this.retryLater();
  }

  #envelope({ id, sealed }: SealedEntry): Bytes {
    const bytes = fromBase64url(sealed.envelope);
    const isFirst = this.#neverSent.delete(id);
    if (!isFirst || !sealed.offerOptional) return bytes;
    return encodeEnvelope({ ...decodeEnvelope(bytes), offer: undefined });
  }
}
