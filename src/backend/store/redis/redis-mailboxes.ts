import { MAILBOX_MAX_AGE_MS } from '../../../protocol/limits.ts';
import type { BatchSize, Letter, Mailboxes, PersonId, QueuedLetter } from '../store.ts';
import { lettersKey, personKey, tallyKey } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { bytesOf, listOf, numberOrRefusal, placeOf, textOf } from './replies.ts';
import { REMOVE_LETTERS } from './scripts/acknowledge-envelopes.lua.ts';
import { APPEND_LETTER } from './scripts/enqueue-envelope.lua.ts';
import { FRONT_LETTERS } from './scripts/peek-envelopes.lua.ts';

const NOTHING: BatchSize = { envelopes: 0, bytes: 0 };

/** The same memory, as a Buffer. */
const buffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Mailboxes in Redis: one stream and one hash of counts per person who has letters. */
export class RedisMailboxes implements Mailboxes {
  readonly #link: RedisLink;
  readonly #now: () => number;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
  }

  async append(to: PersonId, { from, id, envelope }: Letter): Promise<number> {
    const keys = [personKey(to), lettersKey(to), tallyKey(to)];
    const args = [this.#now(), from, buffer(id), buffer(envelope), to];
    return numberOrRefusal(await this.#link.run(APPEND_LETTER, keys, args));
  }

  async front(of: PersonId, size: BatchSize): Promise<readonly QueuedLetter[]> {
    const args = [this.#now(), MAILBOX_MAX_AGE_MS, size.envelopes, size.bytes];
    return lettersOf(await this.#link.run(FRONT_LETTERS, [lettersKey(of), tallyKey(of)], args));
  }

  async remove(
    of: PersonId,
    places: readonly string[],
    next: BatchSize = NOTHING,
  ): Promise<readonly QueuedLetter[]> {
    const args = [this.#now(), MAILBOX_MAX_AGE_MS, next.envelopes, next.bytes, ...places];
    return lettersOf(await this.#link.run(REMOVE_LETTERS, [lettersKey(of), tallyKey(of)], args));
  }
}

function lettersOf(reply: unknown): readonly QueuedLetter[] {
  const fields = listOf(reply);
  return Array.from({ length: fields.length / 3 }, (_, index) => ({
    ...placeOf(fields[3 * index]),
    from: textOf(fields[3 * index + 1]),
    envelope: bytesOf(fields[3 * index + 2]),
  }));
}
