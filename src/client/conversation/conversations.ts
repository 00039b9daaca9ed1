import * as v from 'valibot';
import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { foldName } from '../../protocol/name.ts';
import { newPeer } from '../storage/peer-state.ts';
import { loadPeers, PeerStore } from '../storage/peer-store.ts';
import type { SealedRows } from '../storage/sealed-rows.ts';
import type { ConversationView, PersonId, PersonView } from '../views.ts';
import { Conversation, type ConversationParts } from './conversation.ts';

const DRAFT = v.strictObject({ text: v.string() });

type Parts = Omit<ConversationParts, 'requestsWaiting'>;

/** Whom a name leads to. */
export interface NameHolder {
  readonly name: string;
  readonly peer: PersonId | undefined;
}

/** Everybody whom this person talks with. */
export class Conversations {
  readonly #rows: SealedRows;
  readonly #parts: ConversationParts;
  readonly #all = new Map<PersonId, Conversation>();

  private constructor(rows: SealedRows, parts: Parts) {
    this.#rows = rows;
    this.#parts = { ...parts, requestsWaiting: () => this.#requestsWaiting() };
  }

  /** Reads what is stored. @throws ChatError `storage-failed` */
  static async load(rows: SealedRows, parts: Parts): Promise<Conversations> {
    const conversations = new Conversations(rows, parts);
    const [people, drafts] = await Promise.all([loadPeers(rows), rows.list(DRAFT, 'drafts')]);
    const texts = new Map(drafts.map(({ key, value }) => [key, value.text]));
    await Promise.all(
      [...people].map(([peer, person]) =>
        conversations.#add(peer, person).load(texts.get(peer) ?? ''),
      ),
    );
    return conversations;
  }

  /** The list, newest first. */
  list(): ConversationView[] {
    return [...this.#all.values()]
      .filter(({ isListed }) => isListed)
      .map(({ view }) => view)
      .sort((a, b) => b.updated - a.updated);
  }

  /** Everybody, listed or only met, who was heard of last first. */
  peers(): PersonId[] {
    return [...this.#all.values()]
      .map(({ view }) => view)
      .sort((a, b) => b.updated - a.updated)
      .map(({ peer }) => peer);
  }

  get(peer: PersonId): Conversation | undefined {
    return this.#all.get(peer);
  }

  /** @throws ChatError `person-unknown` */
  of(peer: PersonId): Conversation {
    const conversation = this.#all.get(peer);
    if (conversation === undefined) throw new ChatError('person-unknown');
    return conversation;
  }

  /** Someone of whom the relay has told; nothing is stored yet. */
  meet({ peer, name, since }: PersonView, online = true): Conversation {
    const known = this.#all.get(peer);
    if (known !== undefined) return known;
    const met = this.#add(peer, this.#newRows(peer, name));
    met.notePresence({ name, online, since });
    return met;
  }

  /** The relay says who holds some names, or that nobody does. */
  noteHolders(told: readonly NameHolder[]): void {
    const holders = new Map(told.map(({ peer, name }) => [foldName(name), peer]));
    for (const conversation of this.#all.values()) {
      const name = foldName(conversation.name);
      if (holders.has(name)) conversation.noteHolder(holders.get(name));
    }
  }

  /** Takes what someone sent. Of a stranger nothing is kept unless it opens. @throws ChatError `storage-…` */
  async receive(from: PersonId, envelopes: readonly Bytes[]): Promise<void> {
    const known = this.#all.get(from);
    if (known !== undefined) return known.receive(envelopes);
    const rows = this.#newRows(from, '');
    const stranger = this.#add(from, rows);
    try {
      await stranger.receive(envelopes);
    } finally {
      if (!rows.isStored) this.#all.delete(from);
    }
  }

  /** @throws ChatError `storage-…` */
  async saveDraft(peer: PersonId, text: string): Promise<void> {
    await this.of(peer).saveDraft(text);
  }

  /** Signed in again. */
  noteOnline(): void {
    for (const conversation of this.#all.values()) conversation.noteOnline();
  }

  /** Forgets the ids of chains whose keys are gone: own bundles below a number. */
  async forgetChainIds(oldestBundle: number): Promise<void> {
    for (const conversation of this.#all.values()) await conversation.forgetChainIds(oldestBundle);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all.values()].map((conversation) => conversation.stop()));
  }

  #newRows(peer: PersonId, name: string): PeerStore {
    return PeerStore.create(peer, this.#rows, newPeer(name, this.#parts.clock.now()));
  }

  #add(peer: PersonId, rows: PeerStore): Conversation {
    const conversation = new Conversation(rows, peer, this.#parts);
    this.#all.set(peer, conversation);
    return conversation;
  }

  #requestsWaiting(): number {
    return [...this.#all.values()].filter(({ view }) => view.consent === 'asked').length;
  }
}
