import { type DirectEnvelope, UNREACHABLE } from '../routing/direct-envelope.ts';
import type { PersonId, QueuedEnvelope } from '../store/store.ts';
import { BATCH, sendBatch } from './batch.ts';
import type { Connection } from './connection.ts';
import { DirectWindow } from './direct-window.ts';
import type { RelayParts } from './relay-parts.ts';

/**
 * Delivers one person's envelopes of the contacts' lane to one socket: first the mailbox, then those
 * that are sent directly.
 *
 * The mailbox is read a batch at a time: the next batch once the client has acknowledged (stored)
 * the previous one. A slow client therefore slows down only its own delivery, and what it did not
 * acknowledge stays in the mailbox.
 */
export class Delivery {
  readonly #connection: Connection;
  readonly #person: PersonId;
  readonly #parts: RelayParts;
  /** Since when the receiver has been connected, ms: envelopes queued later need not wait. */
  readonly #since: number;
  /** Created with the first envelope: most connections are idle. */
  #window: DirectWindow | undefined;
  /** Whether the mailbox was ever read: until then the client is still signing in. */
  #started = false;
  #running = false;
  #notified = false;
  /** The highest known mailbox position, and the one up to which everything was delivered. */
  #knownPosition = 0;
  #drainedTo = -1;
  #stopped = false;
  #carried: QueuedEnvelope | undefined;
  /** Up to which position something was read or dropped: a late notification carries what is not there any more. */
  #handledTo = -1;

  constructor(connection: Connection, person: PersonId, parts: RelayParts) {
    this.#connection = connection;
    this.#person = person;
    this.#parts = parts;
    this.#since = parts.now();
  }

  /** Takes an envelope that bypassed the mailbox. */
  offer(direct: DirectEnvelope): void {
    if (this.#stopped || !this.#connection.socket.connected) {
      direct.settle(UNREACHABLE);
      return;
    }
    if (direct.after > this.#knownPosition) this.#knownPosition = direct.after;
    if (this.#started && this.#knownPosition > this.#drainedTo) this.wake();
    this.#window ??= this.#openWindow();
    this.#window.add(direct);
  }

  /** There may be mail. @param carried the envelope of a notification, which is the oldest one */
  wake(carried?: QueuedEnvelope): void {
    if (this.#stopped) return;
    this.#started = true;
    this.#notified = true;
    if (carried !== undefined && carried.position > this.#handledTo) this.#carried = carried;
    if (!this.#running) void this.#run();
  }

  /** Stops after the current batch. Unacknowledged direct envelopes are queued. */
  stop(): void {
    this.#stopped = true;
    this.#notified = false;
    this.#carried = undefined;
    this.#window?.close();
  }

  #openWindow(): DirectWindow {
    const { store, metrics, directMemory } = this.#parts;
    const { fastPath } = this.#connection;
    return new DirectWindow({
      person: this.#person,
      mailboxes: store.mailboxes,
      metrics,
      memory: directMemory,
      isMailboxClear: () => this.#isMailboxClear,
      onQueued: () => this.wake(),
      onDropped: (position) => this.#forget(position),
      send: (batch, done) => fastPath.deliver(batch, done),
    });
  }

  /** No notification needs to carry an envelope up to a position: what is left of them is read. */
  #forget(position: number): void {
    this.#handledTo = Math.max(this.#handledTo, position);
    if (this.#carried !== undefined && this.#carried.position <= this.#handledTo) {
      this.#carried = undefined;
    }
  }

  get #isMailboxClear(): boolean {
    return !this.#running && !this.#notified && this.#drainedTo >= this.#knownPosition;
  }

  /** A notification that arrives meanwhile causes another pass. None can come between the last look and the end. */
  async #run(): Promise<void> {
    this.#running = true;
    while (this.#notified && this.#connection.socket.connected) {
      this.#notified = false;
      try {
        await this.#pass();
      } catch (error) {
        this.#parts.logger.warn({ err: error }, 'a delivery failed');
      }
    }
    this.#running = false;
    this.#window?.resume();
  }

  async #pass(): Promise<void> {
    // What was already sent to a slow client may also be in the mailbox.
    await this.#window?.whenAcknowledged();
    const position = this.#knownPosition;
    if (!(await this.#drain(await this.#first()))) return;
    this.#drainedTo = Math.max(this.#drainedTo, position);
  }

  /** Delivers a batch and all that follow. @returns false when the connection ended before */
  async #drain(first: readonly QueuedEnvelope[]): Promise<boolean> {
    for (let batch = first; batch.length > 0 && !this.#stopped; ) {
      const entryIds = batch.map(({ entryId }) => entryId);
      this.#forget(Math.max(...batch.map(({ position }) => position)));
      const { socket, fastPath } = this.#connection;
      const send = (done: () => void): void => fastPath.deliver(batch, done);
      if ((await sendBatch(socket, send)) === undefined) return false;
      this.#measure(batch);
      batch = await this.#parts.store.mailboxes.acknowledge(this.#person, entryIds, BATCH);
    }
    return true;
  }

  /** The envelope of the notification, or otherwise the contents of the mailbox. */
  async #first(): Promise<readonly QueuedEnvelope[]> {
    const carried = this.#carried;
    this.#carried = undefined;
    if (carried !== undefined) return [carried];
    return this.#parts.store.mailboxes.peek(this.#person, BATCH);
  }

  #measure(batch: readonly QueuedEnvelope[]): void {
    this.#parts.metrics.delivered(batch.length);
    const now = this.#parts.now();
    for (const { queuedAt } of batch) {
      if (queuedAt >= this.#since)
        this.#parts.metrics.deliveredAfter(Math.max(0, now - queuedAt) / 1000);
    }
  }
}
