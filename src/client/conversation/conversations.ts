import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { foldName } from '../../protocol/name.ts';
import type { ClientContext } from '../client-context.ts';
import { newPeer } from '../storage/peer-state.ts';
import { loadPeers, PeerStore } from '../storage/peer-store.ts';
import type { SealedRows } from '../storage/sealed-rows.ts';
import type { ConversationView, PersonId, PersonView } from '../views.ts';
import { Conversation } from './conversation.ts';

/** The person who holds a name, if anybody does. */
export interface NameHolder {
  readonly name: string;
  readonly peer: PersonId | undefined;
}

/** The conversations of this user, one for each peer. */
export class Conversations {
  readonly #rows: SealedRows;
  readonly #context: ClientContext;
  readonly #all = new Map<PersonId, Conversation>();

  private constructor(rows: SealedRows, context: ClientContext) {
    this.#rows = rows;
    this.#context = context;
  }

  /** Reads what is stored. @throws ChatError `storage-failed` */
  static async load(rows: SealedRows, context: ClientContext): Promise<Conversations> {
    const conversations = new Conversations(rows, context);
    const stores = await loadPeers(rows);
    await Promise.all(
      [...stores].map(([peer, store]) => conversations.#add(peer, store).timeline.loadLast()),
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

  /** All peers, listed or only met, the most recently active first. */
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

  /** How many requests of other people wait for an answer. */
  get requestsWaiting(): number {
    return [...this.#all.values()].filter(({ view }) => view.consent === 'asked').length;
  }

  /** A person whom the relay told of. Nothing is stored yet. */
  meet({ peer, name, since }: PersonView, online = true): Conversation {
    const known = this.#all.get(peer);
    if (known !== undefined) return known;
    const met = this.#add(peer, this.#newRows(peer, name));
    met.notePresence({ name, online, since });
    return met;
  }

  /** The relay says who holds some names, or that nobody holds them. */
  noteHolders(told: readonly NameHolder[]): void {
    const holders = new Map(told.map(({ peer, name }) => [foldName(name), peer]));
    for (const conversation of this.#all.values()) {
      const name = foldName(conversation.name);
      if (holders.has(name)) conversation.noteHolder(holders.get(name));
    }
  }

  /** Takes envelopes. A stranger's are stored only if they open. @throws ChatError `storage-…` */
  async receive(from: PersonId, envelopes: readonly Bytes[]): Promise<void> {
    const known = this.#all.get(from);
    if (known !== undefined) return known.channel.receive(envelopes);
    const rows = this.#newRows(from, '');
    const stranger = this.#add(from, rows);
    try {
      await stranger.channel.receive(envelopes);
    } finally {
      if (!rows.isStored) this.#all.delete(from);
    }
  }

  /** The client has signed in again. */
  noteOnline(): void {
    for (const conversation of this.#all.values()) conversation.channel.restart();
  }

  /** Forgets the ids of chains to own bundles below a number: nothing opens them any more. */
  async forgetChainIds(oldestBundle: number): Promise<void> {
    for (const conversation of this.#all.values()) await conversation.forgetChainIds(oldestBundle);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all.values()].map((conversation) => conversation.stop()));
  }

  #newRows(peer: PersonId, name: string): PeerStore {
    return PeerStore.create(peer, this.#rows, newPeer(name, this.#context.clock.now()));
  }

  #add(peer: PersonId, rows: PeerStore): Conversation {
    const conversation = new Conversation(this.#context, peer, rows);
    this.#all.set(peer, conversation);
    return conversation;
  }
}
