import {
  MAILBOX_MAX_AGE_MS,
  MAILBOX_MAX_BYTES,
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_SENDER_SHARE,
} from '../../../protocol/limits.ts';
import type { BatchSize, Letter, Mailboxes, PersonId, QueuedLetter } from '../store.ts';
import { bellChannel, lettersKey, personKey, tallyKey } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { bytesOf, checkRefusal, listOf, numberOf, textOf } from './replies.ts';
import { APPEND_LETTER } from './scripts/append-letter.lua.ts';
import { FRONT_LETTERS } from './scripts/front-letters.lua.ts';
import { REMOVE_LETTERS } from './scripts/remove-letters.lua.ts';

const LIMITS = [
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_MAX_BYTES,
  MAILBOX_MAX_ENVELOPES * MAILBOX_SENDER_SHARE,
  MAILBOX_MAX_BYTES * MAILBOX_SENDER_SHARE,
];

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

  async append(to: PersonId, { from, id, envelope }: Letter): Promise<void> {
    const keys = [personKey(to), lettersKey(to), tallyKey(to)];
    const letter = [from, buffer(id), buffer(envelope)];
    const args = [this.#now(), MAILBOX_MAX_AGE_MS, ...letter, ...LIMITS, bellChannel(''), to];
    checkRefusal(await this.#link.run(APPEND_LETTER, keys, args));
  }

  async front(of: PersonId, { envelopes, bytes }: BatchSize): Promise<readonly QueuedLetter[]> {
    const args = [this.#now(), MAILBOX_MAX_AGE_MS, envelopes, bytes];
    const reply = listOf(await this.#link.run(FRONT_LETTERS, [lettersKey(of), tallyKey(of)], args));
    return Array.from({ length: reply.length / 3 }, (_, index) => ({
      place: textOf(reply[3 * index]),
      from: textOf(reply[3 * index + 1]),
      envelope: bytesOf(reply[3 * index + 2]),
    }));
  }

  async remove(of: PersonId, places: readonly string[]): Promise<boolean> {
    const keys = [lettersKey(of), tallyKey(of)];
    return numberOf(await this.#link.run(REMOVE_LETTERS, keys, places)) === 1;
  }
}
