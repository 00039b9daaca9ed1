import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import type { Lane, Presence } from '../../protocol/events.ts';
import { STRANGERS_REMEMBERED } from '../../protocol/limits.ts';
import { foldName } from '../../protocol/name.ts';
import type { ClientContext } from '../client-context.ts';
import type { Watched } from '../connection/relay-client.ts';
import type { StrangerLimits } from '../inbound/stranger-limits.ts';
import { listPeers, newPeer, type PeerState } from '../storage/peer-state.ts';
import { PeerStore } from '../storage/peer-store.ts';
import type { SealedRows } from '../storage/sealed-rows.ts';
import type { ConversationView, PersonId, PersonView } from '../views.ts';
import { Conversation } from './conversation.ts';

/** The person who holds a name, if anybody does. */
export interface NameHolder {
  readonly name: string;
  readonly peer: PersonId | undefined;
}

/** The shared context of all conversations, which record what they store in `strangers`. */
type Context = ClientContext & {
  readonly strangers: StrangerLimits;
  /** There is another peer to watch, or another token to watch one with. */
  onWatched(): void;
};

function codeOf(error: unknown): ErrorCode {
  if (error instanceof ChatError) return error.code;
  throw error;
}

/** A stranger without a request: only their position in the stream is stored. */
const isDormant = ({ known, consent }: PeerState): boolean => !known && consent === 'none';

/** The conversations of this user, one for each peer. */
export class Conversations {
  readonly #rows: SealedRows;
  readonly #context: Context;
  readonly #all = new Map<PersonId, Conversation>();
  /** People who are in `#all` only while what they sent is processed: nothing of it may stay. */
  readonly #arriving = new Set<PersonId>();
  /** Strangers without a request, in the order in which they were noted. */
  readonly #dormant = new Map<PersonId, PeerStore>();
  /** Strangers of whom everything is being deleted, to make room for others. */
  readonly #evictions = new Map<PersonId, Promise<void>>();

  private constructor(rows: SealedRows, context: Context) {
    this.#rows = rows;
    this.#context = context;
    context.strangers.onEvict = (peer) => this.#evict(peer);
  }

  /** Loads the stored conversations. @throws ChatError `storage-failed` */
  static async load(rows: SealedRows, context: Context): Promise<Conversations> {
    const conversations = new Conversations(rows, context);
    const states = await listPeers(rows);
    const ahead = rows.readAhead();
    await Promise.all([...states].map((found) => conversations.#loadPeer(...found, ahead)));
    return conversations;
  }

  /** The list, newest first. */
  list(): ConversationView[] {
    return [...this.#all.values()]
      .filter(({ isListed }) => isListed)
      .map(({ view }) => view)
      .sort((a, b) => b.updated - a.updated);
  }

  /** What is stored about the people whom the user has blocked. */
  get blocked(): PeerState[] {
    return [...this.#all.values()].map(({ store }) => store.state).filter(({ blocked }) => blocked);
  }

  /**
   * All known peers, listed or not, with the tokens that they gave to the user: contacts first, and the most
   * recently active first.
   */
  peers(): Watched[] {
    const rank = ({ consent }: PeerState): number => (consent === 'accepted' ? 0 : 1);
    return [...this.#all.values()]
      .filter(({ peer }) => !this.#arriving.has(peer))
      .map(({ peer, store: { state } }) => ({ peer, state }))
      .sort((a, b) => rank(a.state) - rank(b.state) || b.state.updated - a.state.updated)
      .map(({ peer, state }) => ({ peer, token: state.received.token }));
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

  /** A person from the relay. Nothing is stored yet. */
  meet({ peer, name, since }: PersonView, online = true): Conversation {
    const known = this.#all.get(peer);
    const isArriving = this.#arriving.delete(peer);
    if (known !== undefined && !isArriving) return known;
    const met = known ?? this.#add(peer, this.#dormant.get(peer) ?? this.#newRows(peer, name));
    this.#dormant.delete(peer);
    met.notePresence({ name, online, since });
    return met;
  }

  /** The relay reports whether a person is online. */
  notePresence(peer: PersonId, presence: Omit<Presence, 'identity'>): void {
    if (!this.#arriving.has(peer)) this.#all.get(peer)?.notePresence(presence);
  }

  /** The relay reports who holds some names, or that nobody holds them. */
  noteHolders(told: readonly NameHolder[]): void {
    const holders = new Map(told.map(({ peer, name }) => [foldName(name), peer]));
    for (const conversation of this.#all.values()) {
      const name = foldName(conversation.name);
      if (holders.has(name)) conversation.noteHolder(holders.get(name));
    }
  }

  /** How many requests were not shown during the last day, because others took their place. */
  get requestsNotShown(): number {
    return [...this.#dormant.values()].filter((store) => this.#isEvicted(store)).length;
  }

  /**
   * Accepts envelopes as far as the admission rule allows.
   * @returns indexes of those that can only be taken later
   * @throws ChatError `storage-…`
   */
  async receive(
    from: PersonId,
    envelopes: readonly Bytes[],
    lane: Lane = 'contacts',
  ): Promise<readonly number[]> {
    await this.#evictions.get(from);
    const dormant = this.#dormant.get(from);
    if (dormant !== undefined && this.#isEvicted(dormant)) return [];
    const known = this.#all.get(from);
    const rows = known?.store ?? this.#dormant.get(from) ?? this.#newRows(from, '');
    const peer = known ?? this.#add(from, rows);
    if (known === undefined) this.#arriving.add(from);
    const { consent, received } = rows.state;
    const wasRequest = consent === 'asked';
    try {
      return await peer.channel.receive(envelopes, lane);
    } finally {
      this.#follow(from, rows);
      const isWithdrawn = wasRequest && isDormant(rows.state);
      // The user may have met them meanwhile.
      if (this.#arriving.delete(from) || isWithdrawn) await this.#putToRest(from, rows);
      if (isWithdrawn) this.#context.publish({ kind: 'conversation', peer: from });
      // The presence of a stranger whose envelopes do not open is not watched.
      const isNew = known === undefined && this.#all.has(from);
      if (isNew || received.token !== rows.state.received.token) this.#context.onWatched();
    }
  }

  /** The client has signed in again. */
  noteOnline(): void {
    for (const conversation of this.#all.values()) conversation.channel.restart();
  }

  /** Forgets the ids of chains to the user's bundles below a number: nothing opens them any more. */
  async forgetChainIds(oldestBundle: number): Promise<void> {
    for (const conversation of this.#all.values()) await conversation.forgetChainIds(oldestBundle);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#evictions.values());
    await Promise.all([...this.#all.values()].map((conversation) => conversation.stop()));
  }

  async #loadPeer(peer: PersonId, state: PeerState, ahead: SealedRows): Promise<void> {
    const store = await PeerStore.load(peer, this.#rows, state, ahead);
    this.#follow(peer, store);
    if (isDormant(state)) this.#dormant.set(peer, store);
    else if (state.known) {
      const { expiry, timeline } = this.#add(peer, store);
      await expiry.removeExpired();
      await timeline.loadLast();
    } else this.#add(peer, store);
  }

  #isEvicted({ state }: PeerStore): boolean {
    return this.#context.clock.now() < state.evictedUntil;
  }

  /** Counts what is stored of a stranger from now on. */
  #follow(peer: PersonId, store: PeerStore): void {
    const { strangers } = this.#context;
    if (store.isStored && !store.state.known) strangers.follow(peer, store);
    else strangers.forget(peer);
  }

  #evict(peer: PersonId): void {
    const conversation =
      this.#all.get(peer) ?? new Conversation(this.#context, peer, this.#dormantStore(peer));
    const { store } = conversation;
    this.#all.delete(peer);
    this.#dormant.delete(peer);
    const evicted = conversation
      .evict()
      .then(() => this.#putToRest(peer, store))
      .catch((error) => this.#context.publish({ kind: 'problem', code: codeOf(error) }))
      .finally(() => {
        this.#evictions.delete(peer);
        this.#context.publish({ kind: 'conversation', peer });
      });
    this.#evictions.set(peer, evicted);
  }

  #dormantStore(peer: PersonId): PeerStore {
    return this.#dormant.get(peer) ?? this.#newRows(peer, '');
  }

  /**
   * Strangers without a request are not shown, and everything about the oldest of them is deleted.
   */
  async #putToRest(peer: PersonId, store: PeerStore): Promise<void> {
    const isResting = isDormant(store.state);
    if (isResting || !store.isStored) this.#all.delete(peer);
    this.#dormant.delete(peer);
    if (isResting && store.isStored) {
      this.#dormant.set(peer, store);
      this.#context.strangers.follow(peer, store);
    }
    const [[oldest, rows] = []] = this.#dormant;
    if (this.#dormant.size <= STRANGERS_REMEMBERED || oldest === undefined) return;
    this.#dormant.delete(oldest);
    this.#context.strangers.forget(oldest);
    await rows?.erase();
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
