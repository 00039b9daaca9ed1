import { toBase64url } from '../../../protocol/bytes.ts';
import { ChatError } from '../../../protocol/errors.ts';
import { Quota } from '../../limits/quota.ts';
import { firstBatch } from '../first-batch.ts';
import type { LaneLimits } from '../lane-limits.ts';
import type { BatchSize, Enqueued, PersonId, QueuedEnvelope, SentEnvelope } from '../store.ts';
import type { LaneMemory } from './lane-memory.ts';

interface Entry {
  readonly queued: QueuedEnvelope;
  /** Sender and envelope id. */
  readonly key: string;
  readonly expires: number;
}

/** What the owner's policy says about an envelope. */
export interface Admission {
  /** The share of the mailbox that it may help to fill. */
  readonly share: number;
  readonly isDiscarded: boolean;
}

/** The capacity of a whole mailbox, or the share of one sender. */
class MailboxRoom {
  readonly #envelopes: Quota;
  readonly #bytes: Quota;

  constructor(envelopes: number, bytes: number) {
    this.#envelopes = new Quota(envelopes);
    this.#bytes = new Quota(bytes);
  }

  get isEmpty(): boolean {
    return this.#envelopes.used === 0;
  }

  get bytes(): number {
    return this.#bytes.used;
  }

  /** @param share the part of it that may be filled */
  hasRoomFor(bytes: number, share = 1): boolean {
    return this.#envelopes.hasRoomFor(1, share) && this.#bytes.hasRoomFor(bytes, share);
  }

  take(bytes: number): void {
    this.#envelopes.take(1);
    this.#bytes.take(bytes);
  }

  release(bytes: number): void {
    this.#envelopes.release(1);
    this.#bytes.release(bytes);
  }
}

/** One person's mailbox of one lane: a queue with limits, a share per sender, and a maximum age. */
export class Mailbox {
  readonly #now: () => number;
  readonly #limits: LaneLimits;
  readonly #memory: LaneMemory;
  readonly #entries = new Map<string, Entry>();
  /**
   * Keys of the queued envelopes. They include the sender: with ids alone, one sender could
   * suppress another's envelopes.
   */
  readonly #keys = new Set<string>();
  readonly #all: MailboxRoom;
  readonly #senders = new Map<PersonId, MailboxRoom>();
  #lastEntryId = 0;

  constructor(now: () => number, memory: LaneMemory) {
    this.#now = now;
    this.#limits = memory.mailbox;
    this.#all = new MailboxRoom(this.#limits.envelopes, this.#limits.bytes);
    this.#memory = memory;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /**
   * Adds an envelope.
   * @throws ChatError the lane's codes
   */
  enqueue(
    { from, id, envelope }: SentEnvelope,
    { share, isDiscarded }: Admission,
  ): Omit<Enqueued, 'pod'> {
    this.#dropExpired();
    const key = `${from}.${toBase64url(id)}`;
    if (this.#keys.has(key)) return this.#enqueued(undefined);
    this.#checkRoom(from, envelope.length, share);
    if (isDiscarded) return this.#enqueued(undefined);
    this.#takeRoom(from, envelope.length);
    const position = ++this.#lastEntryId;
    const entryId = String(position);
    const queuedAt = this.#now();
    const expires = queuedAt + this.#limits.maxAgeMs;
    this.#entries.set(entryId, {
      queued: { entryId, position, queuedAt, from, envelope },
      key,
      expires,
    });
    this.#keys.add(key);
    return this.#enqueued(entryId);
  }

  /** The oldest envelopes that fit the size, at least one if there is any. */
  peek(size: BatchSize): readonly QueuedEnvelope[] {
    this.#dropExpired();
    const entries = firstBatch(
      this.#entriesAfter(size.after),
      size,
      ({ queued }) => queued.envelope.length,
    );
    return entries.map(({ queued }) => queued);
  }

  acknowledge(entryIds: Iterable<string>): void {
    for (const entryId of entryIds) this.#drop(entryId);
  }

  clear(): void {
    this.acknowledge([...this.#entries.keys()]);
  }

  *#entriesAfter(entryId = '0'): Iterable<Entry> {
    for (const entry of this.#entries.values()) {
      if (Number(entry.queued.entryId) > Number(entryId)) yield entry;
    }
  }

  #enqueued(entryId: string | undefined): Omit<Enqueued, 'pod'> {
    return { entryId, position: this.#lastEntryId, waiting: this.#entries.size };
  }

  #checkRoom(from: PersonId, bytes: number, share: number): void {
    const { full, memoryFull, senderFull } = this.#limits;
    if (!this.#all.hasRoomFor(bytes, share)) throw new ChatError(full);
    if (this.#senders.get(from)?.hasRoomFor(bytes) === false) throw new ChatError(senderFull);
    if (this.#all.bytes + bytes > this.#memory.mailboxLimit) throw new ChatError(memoryFull);
  }

  #takeRoom(from: PersonId, bytes: number): void {
    const { senderEnvelopes, senderBytes } = this.#limits;
    const sender = this.#senders.get(from) ?? new MailboxRoom(senderEnvelopes, senderBytes);
    this.#memory.add(bytes);
    this.#all.take(bytes);
    sender.take(bytes);
    this.#senders.set(from, sender);
  }

  #drop(entryId: string): void {
    const entry = this.#entries.get(entryId);
    if (entry === undefined) return;
    const { key, queued } = entry;
    this.#entries.delete(entryId);
    this.#keys.delete(key);
    this.#releaseRoom(queued.from, queued.envelope.length);
  }

  #releaseRoom(from: PersonId, bytes: number): void {
    const sender = this.#senders.get(from);
    for (const room of [this.#all, sender, this.#memory]) room?.release(bytes);
    if (sender?.isEmpty) this.#senders.delete(from);
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const [entryId, { expires }] of this.#entries) {
      if (expires > now) return;
      this.#drop(entryId);
    }
  }
}
