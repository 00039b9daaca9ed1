import { fromBase64url } from '../../protocol/bytes.ts';
import { RESEND_MAX_MS, RESEND_MIN_MS } from '../../protocol/limits.ts';
import type { PeerContext } from '../peer-context.ts';
import { Backoff } from '../scheduling/backoff.ts';
import { sealedEntries } from './outbox.ts';
import type { SealedEntry } from './outbox-entry.ts';
import { sendEnvelope } from './send-envelope.ts';

/** One attempt to send an entry to the relay. */
interface Attempt {
  isQueued: boolean;
}

/**
 * Sends sealed entries until the peer's receipt covers them: at once, again on a new connection, and
 * again with backoff, because the relay may have lost them.
 */
export class RetransmitQueue {
  readonly #context: PeerContext;
  readonly #onDue: () => void;
  readonly #backoff = new Backoff(RESEND_MIN_MS, RESEND_MAX_MS);
  readonly #attempts = new Map<string, Attempt>();
  /** Entries whose envelope the relay has stored before, or whose offer the peer has requested. */
  readonly #repeated = new Set<string>();
  #cancelRetry: (() => void) | undefined;
  #isStopped = false;

  /** @param onDue called when it is time to retry */
  constructor(context: PeerContext, onDue: () => void) {
    this.#context = context;
    this.#onDue = onDue;
  }

  /** Whether the relay stored an entry, as far as this connection knows. */
  isQueued(id: string): boolean {
    return this.#attempts.get(id)?.isQueued === true;
  }

  /** Sends the entries that no attempt is sending. */
  dispatch(): void {
    const entries = sealedEntries(this.#context.store);
    for (const entry of entries) {
      if (!this.#attempts.has(entry.id)) void this.#send(entry);
    }
    this.#forgetAcknowledged(entries);
  }

  /** Forgets what the relay stored: everything will be sent again. */
  forget(): void {
    this.#attempts.clear();
  }

  /** Entries must be sent again, with their offers. */
  resend(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#attempts.delete(id);
      this.#repeated.add(id);
    }
  }

  /** Entries will be sent in new envelopes, which the relay has never seen. */
  replace(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#attempts.delete(id);
      this.#repeated.delete(id);
    }
  }

  /** Schedules a retry, unless one is scheduled. */
  retryLater(): void {
    if (this.#isStopped || this.#cancelRetry !== undefined) return;
    this.#cancelRetry = this.#context.client.clock.after(this.#backoff.next(), () => {
      this.#cancelRetry = undefined;
      this.forget();
      this.#onDue();
    });
  }

  /** The peer or the relay is back, so the next retry comes soon. */
  resetBackoff(): void {
    this.#backoff.reset();
    this.#cancel();
    if (sealedEntries(this.#context.store).length > 0) this.retryLater();
  }

  /** Stops permanently: later failures are not retried. */
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
    const { emit } = this.#context;
    const attempt: Attempt = { isQueued: false };
    this.#attempts.set(id, attempt);
    // An abandoned attempt must not change the one that replaced it.
    const isCurrent = (): boolean => this.#attempts.get(id) === attempt;
    try {
      const isRepeated = this.#repeated.has(id);
      await sendEnvelope(this.#context, fromBase64url(entry.sealed.envelope), { isRepeated });
      if (!isCurrent()) return;
      attempt.isQueued = true;
      this.#repeated.add(id);
      emit({ kind: 'queued', id });
    } catch (error) {
      if (!isCurrent()) return;
      this.#attempts.delete(id);
      emit({ kind: 'failed', error });
    }
    this.retryLater();
  }

  #forgetAcknowledged(entries: readonly SealedEntry[]): void {
    const waiting = new Set(entries.map(({ id }) => id));
    for (const id of this.#repeated) if (!waiting.has(id)) this.#repeated.delete(id);
  }
}
