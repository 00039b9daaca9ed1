import { fromBase64url, toBase64url } from '../protocol/bytes.ts';
import { ChatError } from '../protocol/errors.ts';
import type { Invite } from '../protocol/invite.ts';
import { parseName } from '../protocol/name.ts';
import type { KeyPair } from '../protocol/safety-code.ts';
import type { ChatOptions } from './chat-options.ts';
import { Delivery } from './connection/delivery.ts';
import { Lobby } from './connection/lobby.ts';
import { ignoreLoss, RelayClient } from './connection/relay-client.ts';
import { Session } from './connection/session.ts';
import { SignIn } from './connection/sign-in.ts';
import { Conversations } from './conversation/conversations.ts';
import type { TimelineRange } from './conversation/timeline.ts';
import type { ConversationFiles } from './files/conversation-files.ts';
import { OfferLimits } from './inbound/offer-limits.ts';
import { StrangerLimits } from './inbound/stranger-limits.ts';
import { Account } from './keys/account.ts';
import type { Profile } from './keys/profile.ts';
import type { MessageActions } from './messages/message-actions.ts';
import { type Clock, systemClock } from './scheduling/clock.ts';
import { Settings } from './storage/settings.ts';
import { Privacy } from './tokens/privacy.ts';
import type {
  ChatChange,
  ConnectionState,
  ConversationView,
  MessageRef,
  MessageView,
  PersonId,
  PersonView,
  ProfileView,
} from './views.ts';

/**
 * A whole chat client without a user interface. It exposes its state, and tells listeners what
 * changed. Unless documented otherwise, methods throw ChatError `storage-full`, `storage-failed`
 * and `storage-taken`.
 */
export class Chat {
  /** Who is online, searched by name. */
  readonly lobby: Lobby;
  /** Who can reach the user. */
  readonly privacy: Privacy;
  readonly settings = new Settings();
  readonly #options: ChatOptions;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: ChatChange) => void>();
  readonly #account: Account;
  readonly #session: Session;
  readonly #relay: RelayClient;
  readonly #signIn: SignIn;
  readonly #delivery: Delivery;
  readonly #offerLimits = new OfferLimits();
  readonly #strangers = new StrangerLimits();
  #conversations: Conversations | undefined;

  private constructor(options: ChatOptions) {
    const { storage, address, clock = systemClock, newSealingKey } = options;
    this.#options = options;
    this.#clock = clock;
    this.#account = new Account({
      storage,
      clock,
      newSealingKey,
      onCreated: (profile) => this.#load(profile),
      onRotated: async ({ oldestBundle }) => this.#conversations?.forgetChainIds(oldestBundle),
    });
    this.#delivery = new Delivery({
      clock,
      receive: (from, envelopes, lane) => this.#people.receive(from, envelopes, lane),
      onProblem: (code) => this.#publish({ kind: 'problem', code }),
    });
    this.#session = this.#openSession();
    this.#signIn = new SignIn(address, clock);
    this.#relay = new RelayClient(this.#session, this.#signIn, clock, {
      onPresence: ({ identity, ...presence }) =>
        this.#conversations?.notePresence(toBase64url(identity), presence),
      onHolder: (name, peer) => this.#conversations?.noteHolders([{ name, peer }]),
      onRecovery: () => this.#onOnline(),
    });
    this.privacy = new Privacy({
      ...{ address, clock, account: this.#account },
      blocked: () => this.#conversations?.blocked ?? [],
      onChange: (policy) => {
        void ignoreLoss(this.#relay.setPolicy(policy));
        this.#publish({ kind: 'profile' });
      },
    });
    this.lobby = new Lobby({
      ask: (event, request) => this.#session.ask(event, request),
      onChange: () => {
        this.#conversations?.noteHolders(this.lobby.view?.people ?? []);
        this.#publish({ kind: 'lobby' });
      },
    });
  }

  /** Loads the person who uses this device, without the network. @throws ChatError `storage-failed` */
  static async open(options: ChatOptions): Promise<Chat> {
    const chat = new Chat(options);
    const profile = await chat.#account.load();
    if (profile !== undefined) await chat.#load(profile);
    return chat;
  }

  get connection(): ConnectionState {
    return this.#session.state;
  }

  /** The person who has signed in on this device. */
  get profile(): ProfileView | undefined {
    return this.#account.view;
  }

  /** How far the user's clock is ahead of the relay's, ms; 0 unless it is worth a warning. */
  get clockSkew(): number {
    return this.#signIn.notableSkew;
  }

  /** Calls a listener with every change from now on. Returns a function that removes it. */
  onChange(listener: (change: ChatChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Generates keys ahead of the sign-in, which then need not wait for them. */
  prepareKeys(): Promise<void> {
    return this.#account.makeKeys();
  }

  /** Signs in: as a new person, or as the person of this device. @throws ChatError `name-…`, or of the relay */
  async signIn(input: string): Promise<void> {
    await this.#account.prepare(parseName(input));
    await this.#session.start();
  }

  /** Signs in as the person of this device, and retries until it works. */
  resume(): void {
    if (this.profile !== undefined) this.#session.resume();
  }

  /** Abandons a connection that may be dead, and reconnects. */
  renewConnection(): void {
    this.#session.renewConnection();
  }

  /** Reconnects now instead of later: the network may be back. */
  reconnectNow(): void {
    this.#session.reconnectNow();
  }

  /** Releases the name, if the relay can be reached, and erases everything on this device. */
  async signOut(): Promise<void> {
    if (this.#relay.isOnline) {
      await ignoreLoss(this.#signIn.leave(this.#session, this.#account.profile));
    }
    await this.#forget();
    await this.#options.storage.erase();
    this.#publish({ kind: 'profile' });
  }

  /** The conversations of the list, newest first. */
  conversations(): readonly ConversationView[] {
    return this.#conversations?.list() ?? [];
  }

  /** How many requests were not shown during the last day, because others took their place. */
  get requestsNotShown(): number {
    return this.#conversations?.requestsNotShown ?? 0;
  }

  conversation(peer: PersonId): ConversationView | undefined {
    return this.#conversations?.get(peer)?.view;
  }

  /** Opens a conversation, which exists only here until a message is sent. @param online as far as is known */
  meet(person: PersonView, online = true): ConversationView {
    const { view } = this.#people.meet(person, online);
    this.#watch();
    return view;
  }

  /**
   * Opens a conversation with the person of an invite link, identified by the key in it alone.
   * @throws ChatError `invite-mismatch` when the name leads to another key, `person-unknown`,
   *   `connection-lost`, `rate-limited`
   */
  async meetInvited(invite: Invite): Promise<ConversationView> {
    const { identity, name = '', online, since } = await this.#relay.findInvited(invite);
    const met = this.meet({ peer: toBase64url(identity), name, since }, online);
    if (invite.token !== undefined)
      await this.#people.of(met.peer).channel.noteInvite(invite.token);
    return met;
  }

  /** Opens one with the holder of a peer's name, as an unverified person. @throws ChatError `person-unknown` */
  meetHolder(peer: PersonId): ConversationView {
    const { name, nameTakenBy } = this.#people.of(peer).view;
    if (nameTakenBy === undefined) throw new ChatError('person-unknown');
    return this.meet({ peer: nameTakenBy, name, since: this.#clock.now() }, false);
  }

  /** The identity keys of the user and of a peer, for a SafetyCheck. */
  identityKeys(peer: PersonId): KeyPair {
    return { own: this.#account.profile.identity.public, peer: fromBase64url(peer) };
  }

  /** Marks a peer as verified, or removes the mark. */
  async setVerified(peer: PersonId, verified: boolean): Promise<void> {
    await this.#people.of(peer).setVerified(verified);
  }

  /** Timeline entries, oldest first. */
  async messages(peer: PersonId, range: TimelineRange): Promise<readonly MessageView[]> {
    return this.#people.of(peer).timeline.read(range);
  }

  /**
   * Sends a message; to a peer who has not consented yet, it is a request.
   * @param answers the message that it answers
   * @throws ChatError `text-empty`, `text-too-long`, `conversation-closed`, `key-changed`
   */
  async sendText(peer: PersonId, text: string, answers?: MessageRef): Promise<MessageView> {
    return this.#people.of(peer).sendText(text, answers);
  }

  /** What the user can do with the messages of a conversation. */
  actions(peer: PersonId): MessageActions {
    return this.#people.of(peer).actions;
  }

  /** The files of a conversation. @throws ChatError `unavailable` when the code for them cannot be loaded */
  async files(peer: PersonId): Promise<ConversationFiles> {
    return this.#people.of(peer).channel.files.load();
  }

  /** Accepts a request. */
  async accept(peer: PersonId): Promise<void> {
    await this.#people.of(peer).accept();
  }

  /** The user looks at a request. */
  async noteSeen(peer: PersonId): Promise<void> {
    await this.#people.of(peer).noteSeen();
  }

  /** Declines a request and deletes its messages; the peer is not told. */
  async decline(peer: PersonId): Promise<void> {
    await this.#people.of(peer).decline();
  }

  /** Ignores everything that a peer sends from now on, or stops ignoring it. They are not told. */
  async setBlocked(peer: PersonId, blocked: boolean): Promise<void> {
    await this.#people.of(peer).setBlocked(blocked);
    this.privacy.noteChange();
  }

  /** Ends a conversation; the peer is told. */
  async leave(peer: PersonId): Promise<void> {
    await this.#people.of(peer).leave();
  }

  /** The user has read the peer's entries: up to the one with the id `through`, or all of them. */
  async markRead(peer: PersonId, through?: string): Promise<void> {
    await this.#people.of(peer).markRead(through);
  }

  /** The user has typed: sets the composer's text, which is saved automatically. */
  setDraft(peer: PersonId, text: string): void {
    this.#conversations?.get(peer)?.type(text);
  }

  /** Ends the connection and all timers. Stored data remains. */
  async close(): Promise<void> {
    await this.#forget();
    this.#options.storage.close();
  }

  get #people(): Conversations {
    if (this.#conversations === undefined) throw new ChatError('not-signed-in');
    return this.#conversations;
  }

  #openSession(): Session {
    return new Session({
      address: this.#options.address,
      clock: this.#clock,
      enter: async (socket) => {
        await this.#account.enter((profile) => this.#signIn.enter(socket, profile));
        await socket.ask('account:policy', this.privacy.policy);
        this.#publish({ kind: 'profile' });
      },
      onState: () => this.#publish({ kind: 'connection' }),
      onOnline: () => this.#onOnline(),
      notices: {
        'mailbox:deliver': (notice, done) => void this.#delivery.take(notice, done),
        'lobby:page': (page) => this.lobby.update(page),
        'presence:changed': (presence) => this.#relay.notePresence(presence),
        'server:recovered': () => this.#relay.noteRecovery(),
        'server:limits': ({ fileMaxBytes }) => {
          this.#relay.fileMaxBytes = fileMaxBytes;
        },
      },
    });
  }

  async #load(profile: Profile): Promise<void> {
    await this.settings.load(profile.rows);
    this.#conversations = await Conversations.load(profile.rows, {
      ...{ profile, clock: this.#clock, relay: this.#relay, settings: this.settings },
      ...{ offerLimits: this.#offerLimits, strangers: this.#strangers },
      onWatched: () => this.#watch(),
      publish: (change) => this.#publish(change),
    });
  }

  #onOnline(): void {
    this.#conversations?.noteOnline();
    this.#watch();
    void ignoreLoss(this.lobby.reopen());
    this.#account.scheduleRotation(() => {
      if (this.#relay.isOnline) this.#session.resume();
    });
  }

  #watch(): void {
    this.#relay.watch(this.#conversations?.peers() ?? []);
  }

  async #forget(): Promise<void> {
    this.#relay.stop();
    this.#session.stop();
    this.#delivery.stop();
    this.#account.stop();
    const conversations = this.#conversations;
    this.#conversations = undefined;
    await conversations?.stop();
  }

  #publish(change: ChatChange): void {
    // Another tab has taken over, so this one must stop.
    if (change.kind === 'problem' && change.code === 'storage-taken')
      this.#session.end('storage-taken');
    for (const listener of this.#listeners) listener(change);
  }
}
