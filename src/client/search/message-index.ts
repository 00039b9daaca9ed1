import type { TimelineRange } from '../conversation/timeline.ts';
import type { MessageView, PersonId } from '../views.ts';
import { TextFolder } from './text-folder.ts';

/** A message that contains all words, with its first one in context. */
export interface FoundMessage {
  readonly id: string;
  readonly peer: PersonId;
  readonly order: string;
  readonly mine: boolean;
  /** ms since 1970 by its sender's clock. */
  readonly sent: number;
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

export interface FoundMessages {
  /** How many there are. */
  readonly count: number;
  /** The newest of them, newest first. */
  readonly messages: readonly FoundMessage[];
}

interface IndexedMessage {
  readonly view: Pick<MessageView, 'id' | 'peer' | 'order' | 'mine' | 'sent' | 'text'>;
  readonly folded: string;
}

type Read = (peer: PersonId, range: TimelineRange) => Promise<readonly MessageView[]>;

/** Messages that are read from the storage at a time. */
const PAGE = 250;
/** The newest so many messages are searched, so that no history fills the memory. */
const MAX_MESSAGES = 200_000;
/** Words of a query; further ones are ignored. */
const MAX_WORDS = 16;
const MAX_QUERY_UNITS = 200;
/** What is shown of a message: so many UTF-16 units before and after the first word that was found. */
const BEFORE_UNITS = 30;
const AFTER_UNITS = 120;

const keyOf = ({ peer, id }: Pick<MessageView, 'peer' | 'id'>): string => `${peer}/${id}`;
const byTime = (one: IndexedMessage, other: IndexedMessage): number =>
  other.view.sent - one.view.sent;

/**
 * The texts of all messages in memory, folded. It is never stored: the messages at rest are sealed,
 * and a stored index would have to be sealed and erased like them.
 */
export class MessageIndex {
  readonly #folder: TextFolder;
  readonly #messages = new Map<string, IndexedMessage>();
  /** What was removed while messages are being read. */
  readonly #removed = new Set<string>();
  #newestFirst: readonly IndexedMessage[] | undefined;

  /** @param locale decides which characters are the same (TextFolder) */
  constructor(locale: string) {
    this.#folder = new TextFolder(locale);
  }

  /**
   * Reads the messages of conversations, of each the newest first. What `put` and `remove` were told
   * meanwhile is newer.
   * @throws ChatError `storage-failed`
   */
  async load(peers: readonly PersonId[], read: Read): Promise<void> {
    for (const peer of peers) {
      for (let before: string | undefined; this.#messages.size < MAX_MESSAGES; ) {
        const page = await read(peer, { before, last: PAGE });
        for (const message of page) {
          const key = keyOf(message);
          if (!this.#messages.has(key) && !this.#removed.has(key)) this.put(message);
        }
        if (page.length < PAGE) break;
        before = page[0]?.order;
      }
    }
    this.#removed.clear();
  }

  /** A new message, or a newer state of one. */
  put(message: MessageView): void {
    const { id, peer, order, mine, sent, kind, text, isDeleted } = message;
    const isText = kind === 'text' || (kind === 'file' && text !== '');
    if (!isText || isDeleted === true) {
      this.remove(message);
      return;
    }
    const known = this.#messages.get(keyOf(message));
    const folded = known?.view.text === text ? known.folded : this.#folder.fold(text);
    this.#messages.set(keyOf(message), { view: { id, peer, order, mine, sent, text }, folded });
    this.#newestFirst = undefined;
  }

  /** A message is gone. */
  remove(message: Pick<MessageView, 'peer' | 'id'>): void {
    this.#removed.add(keyOf(message));
    if (this.#messages.delete(keyOf(message))) this.#newestFirst = undefined;
  }

  /**
   * Messages that contain every word of a query, also as a part of a word.
   * @param peer searches only the conversation with this person
   * @param limit how many messages are returned at most
   */
  find(query: string, peer: PersonId | undefined, limit: number): FoundMessages {
    const words = this.#wordsOf(query);
    if (words.length === 0) return { count: 0, messages: [] };
    this.#newestFirst ??= [...this.#messages.values()].sort(byTime);
    const found = this.#newestFirst.filter(
      ({ view, folded }) =>
        (peer === undefined || view.peer === peer) && words.every((word) => folded.includes(word)),
    );
    const messages = found.slice(0, limit).map((message) => this.#inContext(message, words));
    return { count: found.length, messages };
  }

  #wordsOf(query: string): string[] {
    const folded = this.#folder.fold(query.slice(0, MAX_QUERY_UNITS));
    return folded.split(/\s+/u).filter(Boolean).slice(0, MAX_WORDS);
  }

  #inContext({ view }: IndexedMessage, words: readonly string[]): FoundMessage {
    const { text: original, ...rest } = view;
    const text = original.normalize('NFC');
    const { text: folded, origins } = this.#folder.foldWithOrigins(text);
    const places = words.map((word) => ({ at: folded.indexOf(word), length: word.length }));
    const first = places.reduce((one, other) => (other.at < one.at ? other : one));
    const from = origins[first.at] ?? 0;
    const to = origins[first.at + first.length] ?? text.length;
    const start = from <= BEFORE_UNITS ? 0 : startOfWord(text, from - BEFORE_UNITS, from);
    return {
      ...rest,
      before: `${start > 0 ? '…' : ''}${text.slice(start, from)}`,
      match: text.slice(from, to),
      after: text.slice(to, to + AFTER_UNITS),
    };
  }
}

/** The index after the first space from an index on, or that index, if there is no space. */
function startOfWord(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/u);
  return space < 0 ? from : from + space + 1;
}
