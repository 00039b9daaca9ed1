import { MAILBOX_MAX_AGE_MS } from '../../../protocol/limits.ts';
import type {
  BatchSize,
  Enqueued,
  Mailboxes,
  PersonId,
  QueuedEnvelope,
  SentEnvelope,
} from '../store.ts';
import { countersKey, mailboxKey, personKey } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { bytesOf, checkRejection, entryIdOf, listOf, numberOf, textOf } from './replies.ts';
import { ACKNOWLEDGE_ENVELOPES } from './scripts/acknowledge-envelopes.lua.ts';
import { ENQUEUE_ENVELOPE } from './scripts/enqueue-envelope.lua.ts';
import { PEEK_ENVELOPES } from './scripts/peek-envelopes.lua.ts';

const NOTHING: BatchSize = { envelopes: 0, bytes: 0 };

/** The same memory, as a Buffer. */
const buffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Mailboxes in Redis: one stream and one hash of counters per person who has mail. */
export class RedisMailboxes implements Mailboxes {
  readonly #link: RedisLink;
  readonly #now: () => number;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
  }

  async enqueue(to: PersonId, { from, id, envelope }: SentEnvelope): Promise<Enqueued> {
    const keys = [personKey(to), mailboxKey(to), countersKey(to)];
    const args = [this.#now(), from, buffer(id), buffer(envelope), to];
    return enqueuedOf(await this.#link.run(ENQUEUE_ENVELOPE, keys, args));
  }

  async peek(of: PersonId, size: BatchSize): Promise<readonly QueuedEnvelope[]> {
    const args = [this.#now(), MAILBOX_MAX_AGE_MS, size.envelopes, size.bytes];
    return envelopesOf(
      await this.#link.run(PEEK_ENVELOPES, [mailboxKey(of), countersKey(of)], args),
    );
  }

  async acknowledge(
    of: PersonId,
    entryIds: readonly string[],
    next: BatchSize = NOTHING,
  ): Promise<readonly QueuedEnvelope[]> {
    const args = [this.#now(), MAILBOX_MAX_AGE_MS, next.envelopes, next.bytes, ...entryIds];
    return envelopesOf(
      await this.#link.run(ACKNOWLEDGE_ENVELOPES, [mailboxKey(of), countersKey(of)], args),
    );
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
