import { toBase64url } from '../../../protocol/bytes.ts';
import { ChatError } from '../../../protocol/errors.ts';
import {
  MAILBOX_MAX_AGE_MS,
  MAILBOX_MAX_BYTES,
  MAILBOX_MAX_ENVELOPES,
  MAILBOX_SENDER_SHARE,
} from '../../../protocol/limits.ts';
import type { MemoryBudget } from '../../limits/quota.ts';
import type { BatchSize, Letter, PersonId, QueuedLetter } from '../store.ts';

interface Entry {
  readonly letter: QueuedLetter;
  /** Sender and envelope id. */
  readonly key: string;
  readonly expires: number;
}

/** What lies in a mailbox, or what one sender has in it. */
interface Tally {
  envelopes: number;
  bytes: number;
}

const hasRoom = (tally: Tally, bytes: number, share: number): boolean =>
  tally.envelopes + 1 <= MAILBOX_MAX_ENVELOPES * share &&
  tally.bytes + bytes <= MAILBOX_MAX_BYTES * share;

/** One person's mailbox: a queue with caps, a share per sender, and an age. */
export class Mailbox {
  readonly #now: () => number;
  readonly #budget: MemoryBudget;
  readonly #entries = new Map<string, Entry>();
  /** Keys of what is queued. By sender, too: else one could suppress another's envelope by its id. */
  readonly #keys = new Set<string>();
  readonly #all: Tally = { envelopes: 0, bytes: 0 };
  readonly #senders = new Map<PersonId, Tally>();
  #lastPlace = 0;

  constructor(now: () => number, budget: MemoryBudget) {
    this.#now = now;
    this.#budget = budget;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** How many letters there are now. @throws ChatError `mailbox-full`, `mailbox-share-full`, `wait` */
  append({ from, id, envelope }: Letter): number {
    this.#dropLapsed();
    const key = `${from}.${toBase64url(id)}`;
    if (this.#keys.has(key)) return this.#entries.size;
    this.#checkRoom(from, envelope.length);
    const place = String(++this.#lastPlace);
    const queuedAt = this.#now();
    const expires = queuedAt + MAILBOX_MAX_AGE_MS;
    this.#entries.set(place, { letter: { place, queuedAt, from, envelope }, key, expires });
    this.#keys.add(key);
    this.#count(from, 1, envelope.length);
    return this.#entries.size;
  }

  /** The oldest letters that fit the size, at least one if there is any. */
  front({ envelopes, bytes }: BatchSize): readonly QueuedLetter[] {
    this.#dropLapsed();
    const letters: QueuedLetter[] = [];
    let size = 0;
    for (const { letter } of this.#entries.values()) {
      size += letter.envelope.length;
      if (letters.length >= envelopes || (letters.length > 0 && size > bytes)) break;
      letters.push(letter);
    }
    return letters;
  }

  remove(places: Iterable<string>): void {
    for (const place of places) this.#drop(place);
  }

  clear(): void {
    this.remove([...this.#entries.keys()]);
  }

  #checkRoom(from: PersonId, bytes: number): void {
    if (!hasRoom(this.#all, bytes, 1)) throw new ChatError('mailbox-full');
    const sender = this.#senders.get(from) ?? { envelopes: 0, bytes: 0 };
    if (!hasRoom(sender, bytes, MAILBOX_SENDER_SHARE)) throw new ChatError('mailbox-share-full');
    this.#budget.take(bytes);
  }

  #drop(place: string): void {
    const entry = this.#entries.get(place);
    if (entry === undefined) return;
    const { key, letter } = entry;
    this.#entries.delete(place);
    this.#keys.delete(key);
    this.#count(letter.from, -1, -letter.envelope.length);
    this.#budget.giveBack(letter.envelope.length);
  }

  #count(from: PersonId, envelopes: number, bytes: number): void {
    const sender = this.#senders.get(from) ?? { envelopes: 0, bytes: 0 };
    for (const tally of [this.#all, sender]) {
      tally.envelopes += envelopes;
      tally.bytes += bytes;
    }
    if (sender.envelopes === 0) this.#senders.delete(from);
    else this.#senders.set(from, sender);
  }

  #dropLapsed(): void {
    const now = this.#now();
    for (const [place, { expires }] of this.#entries) {
      if (expires > now) return;
      this.#drop(place);
    }
  }
}
