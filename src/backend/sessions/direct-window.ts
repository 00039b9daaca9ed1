import { ChatError } from '../../protocol/errors.ts';
import {
  DIRECT_MAX_BYTES,
  DIRECT_MAX_ENVELOPES,
  DIRECT_MAX_WAIT_MS,
} from '../../protocol/limits.ts';
import { Quota } from '../limits/quota.ts';
import type { FallbackReason, RelayMetrics } from '../metrics/relay-metrics.ts';
import { DELIVERED, type DirectEnvelope, sentOf } from '../routing/direct-envelope.ts';
import { firstBatch } from '../store/first-batch.ts';
import type { Mailboxes, PersonId } from '../store/store.ts';
import { BATCH } from './batch.ts';
import { type Collector, flushAtEndOfTurn } from './end-of-turn.ts';
import { limitWait, WAIT_CHECK_MS, type Waiting } from './wait-limit.ts';

/** An entry in the mailbox. */
interface Copy {
  readonly entryId: string;
  readonly position: number;
}

/** An envelope that waits for its turn or for the client's acknowledgement. */
interface WaitingEnvelope {
  readonly direct: DirectEnvelope;
  /** When it arrived, ms. */
  readonly since: number;
  /** Its entry in the mailbox, once it was also queued there. */
  copy: Promise<Copy | undefined> | undefined;
}

export interface DirectWindowParts {
  readonly person: PersonId;
  readonly mailboxes: Mailboxes;
  readonly metrics: RelayMetrics;
  /** Bytes that all windows of this pod may hold. */
  readonly memory: Quota;
  /** Whether everything that was queued before has been delivered. */
  readonly isMailboxClear: () => boolean;
  /** Something was queued in the mailbox. */
  readonly onQueued: () => void;
  /**
   * Entries are removed from the mailbox again, because the client has acknowledged them.
   * @param position of the last one
   */
  readonly onDropped: (position: number) => void;
  /** Sends a batch to the client. @param done is called once the client has stored it */
  readonly send: (batch: readonly DirectEnvelope[], done: () => void) => void;
}

/**
 * The envelopes that bypass one client's mailbox. They are held until the mailbox is empty and sent
 * in order, a batch per turn of the event loop. If the client does not acknowledge in time, or too
 * much is waiting, everything is queued in the mailbox, and so are later envelopes until the client
 * has caught up. A slow client therefore costs its senders DIRECT_MAX_WAIT_MS, and nobody else
 * anything.
 */
export class DirectWindow implements Collector, Waiting {
  readonly #parts: DirectWindowParts;
  #held: WaitingEnvelope[] = [];
  /** Batches that the client has not acknowledged, in order. */
  readonly #sent = new Set<readonly WaitingEnvelope[]>();
  readonly #envelopes = new Quota(DIRECT_MAX_ENVELOPES);
  readonly #bytes = new Quota(DIRECT_MAX_BYTES);
  #isSlow = false;
  #isScheduled = false;
  #isClosed = false;
  /** Removals of copies from the mailbox that are under way. */
  #drops = 0;
  #whenEmpty: (() => void)[] = [];

  constructor(parts: DirectWindowParts) {
    this.#parts = parts;
  }

  /** Takes an envelope; its `settle` is called exactly once. */
  add(direct: DirectEnvelope): void {
    const waiting: WaitingEnvelope = { direct, since: performance.now(), copy: undefined };
    const { length } = direct.envelope;
    if (this.#isSlow || this.#isClosed) this.#fallBack('slow', [waiting]);
    else if (!this.#takeRoom(length)) this.#fallBack('overflow', [waiting]);
    else this.#hold(waiting);
  }

  #hold(waiting: WaitingEnvelope): void {
    this.#held.push(waiting);
    limitWait(this);
    this.#schedule();
  }

  /** The mailbox may be empty now. */
  resume(): void {
    if (this.#isEmpty && this.#parts.isMailboxClear()) this.#isSlow = false;
    if (this.#held.length > 0) this.#schedule();
  }

  /**
   * Sends what is held at the end of this turn of the event loop, if the mailbox is empty by then.
   */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    flushAtEndOfTurn(this);
  }

  /**
   * Resolves when the client has acknowledged everything that it was sent and the mailbox has no copies
   * of it, or when the window is closed.
   */
  whenAcknowledged(): Promise<void> {
    if (this.#isEmpty) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  /** The connection has ended: what was not acknowledged is queued in the mailbox. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#fallBack('disconnected');
    for (const batch of this.#sent) this.#release(batch);
    this.#sent.clear();
    this.#settleEmpty();
  }

  get #isEmpty(): boolean {
    return this.#sent.size === 0 && this.#drops === 0;
  }

  #takeRoom(bytes: number): boolean {
    const hasRoom = this.#envelopes.hasRoomFor(1) && this.#bytes.hasRoomFor(bytes);
    if (!hasRoom || !this.#parts.memory.take(bytes)) return false;
    this.#envelopes.take(1);
    this.#bytes.take(bytes);
    return true;
  }

  /** Sends what is held, unless the mailbox has to be delivered first. */
  flush(): void {
    this.#isScheduled = false;
    while (this.#held.length > 0 && !this.#isClosed && this.#parts.isMailboxClear()) {
      const batch = this.#nextBatch();
      this.#sent.add(batch);
      this.#parts.send(
        batch.map(({ direct }) => direct),
        () => this.#acknowledged(batch),
      );
    }
  }

  #nextBatch(): readonly WaitingEnvelope[] {
    const { length } = firstBatch(this.#held, BATCH, ({ direct }) => direct.envelope.length);
    return this.#held.splice(0, length);
  }

  #acknowledged(batch: readonly WaitingEnvelope[]): void {
    if (!this.#sent.delete(batch)) return;
    this.#release(batch);
    const copies: Promise<Copy | undefined>[] = [];
    const { metrics } = this.#parts;
    const now = performance.now();
    for (const { direct, since, copy } of batch) {
      metrics.deliveredAfter((now - since) / 1000);
      if (copy === undefined) direct.settle(DELIVERED);
      else copies.push(copy);
    }
    metrics.delivered(batch.length);
    if (copies.length > 0) void this.#drop(copies);
    this.#noteProgress();
  }

  #noteProgress(): void {
    if (!this.#isEmpty) return;
    this.#settleEmpty();
    this.resume();
  }

  /** The client has them, so they need not be delivered from the mailbox. */
  async #drop(copies: readonly Promise<Copy | undefined>[]): Promise<void> {
    this.#drops++;
    const entries = (await Promise.all(copies)).filter((copy) => copy !== undefined);
    const { mailboxes, person, onDropped } = this.#parts;
    if (entries.length > 0) {
      onDropped(Math.max(...entries.map(({ position }) => position)));
      const entryIds = entries.map(({ entryId }) => entryId);
      // If this fails, the client gets them a second time and drops them.
      await mailboxes.acknowledge(person, entryIds).catch(() => undefined);
    }
    this.#drops--;
    this.#noteProgress();
  }

  /** Its oldest envelope may have waited for DIRECT_MAX_WAIT_MS. */
  check(now: number): boolean {
    const oldest = this.#oldest();
    if (oldest === undefined) return false;
    if (oldest.since + DIRECT_MAX_WAIT_MS - WAIT_CHECK_MS > now) return true;
    this.#fallBack('slow');
    return false;
  }

  #oldest(): WaitingEnvelope | undefined {
    for (const batch of this.#sent) return batch[0];
    return this.#held[0];
  }

  /** Queues everything that was not acknowledged, in order, and then the envelopes that found no room. */
  #fallBack(reason: FallbackReason, last: readonly WaitingEnvelope[] = []): void {
    const held = this.#held;
    this.#held = [];
    for (const waiting of [...[...this.#sent].flat(), ...held, ...last]) {
      if (waiting.copy !== undefined) continue;
      this.#parts.metrics.fellBack(reason);
      this.#queue(waiting);
    }
    this.#release(held);
    this.#isSlow = true;
    this.#parts.onQueued();
  }

  #queue(waiting: WaitingEnvelope): void {
    const { mailboxes, person } = this.#parts;
    const { direct } = waiting;
    waiting.copy = mailboxes
      .enqueue(person, sentOf(direct))
      .then(({ entryId, position }) => {
        direct.settle({ kind: 'queued', position });
        return entryId === undefined ? undefined : { entryId, position };
      })
      .catch((error: unknown) => {
        const code = error instanceof ChatError ? error.code : 'internal';
        direct.settle({ kind: 'rejected', code });
        return undefined;
      });
  }

  #release(batch: readonly WaitingEnvelope[]): void {
    this.#envelopes.release(batch.length);
    for (const { direct } of batch) {
      for (const room of [this.#bytes, this.#parts.memory]) room.release(direct.envelope.length);
    }
  }

  #settleEmpty(): void {
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
