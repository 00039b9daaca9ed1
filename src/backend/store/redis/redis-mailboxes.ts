import { LANE_LIMITS } from '../lane-limits.ts';
import type {
  BatchSize,
  Enqueued,
  Lane,
  Mailboxes,
  PersonId,
  QueuedEnvelope,
  SentEnvelope,
} from '../store.ts';
import { mailKeys, personKey } from './keys.ts';
import type { Argument, RedisLink } from './redis-link.ts';
import type { RedisMemory } from './redis-memory.ts';
import { bytesOf, checkRejection, entryIdOf, listOf, numberOf, textOf } from './replies.ts';
import { ACKNOWLEDGE_ENVELOPES } from './scripts/acknowledge-envelopes.lua.ts';
import { ENQUEUE_ENVELOPE } from './scripts/enqueue-envelope.lua.ts';
import { PEEK_ENVELOPES } from './scripts/peek-envelopes.lua.ts';

const NOTHING: BatchSize = { envelopes: 0, bytes: 0 };

/** The same memory, as a Buffer. */
const buffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Mailboxes of one lane in Redis: one stream and one hash of counters per person who has mail. */
export class RedisMailboxes implements Mailboxes {
  readonly #link: RedisLink;
  readonly #now: () => number;
  readonly #lane: Lane;
  readonly #memory: RedisMemory;

  constructor(link: RedisLink, now: () => number, lane: Lane, memory: RedisMemory) {
    this.#memory = memory;
    this.#link = link;
    this.#now = now;
    this.#lane = lane;
  }

  async enqueue(to: PersonId, { from, id, envelope, token }: SentEnvelope): Promise<Enqueued> {
    const keys = [personKey(to), ...mailKeys(to, this.#lane)];
    const args = [
      this.#now(),
      from,
      buffer(id),
      buffer(envelope),
      to,
      token?.scope ?? '',
      token?.serial ?? '',
      Math.floor(Math.min(this.#memory.mailboxLimit(this.#lane), Number.MAX_SAFE_INTEGER)),
    ];
    const reply = await this.#link.run(ENQUEUE_ENVELOPE[this.#lane], keys, args);
    const enqueued = enqueuedOf(reply);
    if (enqueued.entryId !== undefined) this.#memory.queued(this.#lane, envelope.length);
    return enqueued;
  }

  async peek(of: PersonId, size: BatchSize): Promise<readonly QueuedEnvelope[]> {
    const keys = mailKeys(of, this.#lane);
    return envelopesOf(await this.#link.run(PEEK_ENVELOPES, keys, this.#batchArgs(size)));
  }

  async acknowledge(
    of: PersonId,
    entryIds: readonly string[],
    next: BatchSize = NOTHING,
  ): Promise<readonly QueuedEnvelope[]> {
    const args = [...this.#batchArgs(next), ...entryIds];
    const keys = mailKeys(of, this.#lane);
    const [removed, ...rest] = listOf(await this.#link.run(ACKNOWLEDGE_ENVELOPES, keys, args));
    this.#memory.removed(this.#lane, listOf(removed).map(numberOf));
    return envelopesOf(rest);
  }

  #batchArgs({ envelopes, bytes, after = '' }: BatchSize): readonly Argument[] {
    return [this.#now(), LANE_LIMITS[this.#lane].maxAgeMs, envelopes, bytes, after];
  }
}

function enqueuedOf(reply: unknown): Enqueued {
  const [rejection, waiting, position, pod, entryId] = listOf(reply);
  checkRejection(rejection);
  return {
    entryId: textOf(entryId) || undefined,
    position: numberOf(position),
    waiting: numberOf(waiting),
    pod: textOf(pod) || undefined,
  };
}

function envelopesOf(reply: unknown): readonly QueuedEnvelope[] {
  const fields = listOf(reply);
  return Array.from({ length: fields.length / 3 }, (_, index) => ({
    ...entryIdOf(fields[3 * index]),
    from: textOf(fields[3 * index + 1]),
    envelope: bytesOf(fields[3 * index + 2]),
  }));
}
