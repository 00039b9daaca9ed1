import { signProof } from '../crypto/proof.ts';
import { safetyNumber } from '../crypto/safety-number.ts';
import { generateSealingKey, type SealingKeySource } from '../crypto/sealing-key.ts';
import { verifyBundle } from '../crypto/verify.ts';
import { type Bytes, equal, fromBase64url, toBase64url } from '../protocol/bytes.ts';
import { ChatError, type ErrorCode } from '../protocol/errors.ts';
import type { Presence } from '../protocol/events.ts';
import { formatInvite, type Invite } from '../protocol/invite.ts';
import {
  CLOCK_SKEW_WARNING_MS,
  PRESENCE_WATCH_MAX,
  SEALING_KEY_LIFE_MS,
  SEALING_KEY_SIGN_IN_LIFE_MS,
} from '../protocol/limits.ts';
import { parseName } from '../protocol/name.ts';
import {
  type CodeResult,
  checkSafetyCode,
  formatSafetyCode,
  type KeyPair,
} from '../protocol/safety-code.ts';
import { Delivery } from './connection/delivery.ts';
import { Lobby } from './connection/lobby.ts';
import { NameHolders } from './connection/name-holders.ts';
import type { RelaySocket } from './connection/relay-socket.ts';
import { SendQueue } from './connection/send-queue.ts';
import { Session } from './connection/session.ts';
import { Conversations } from './conversation/conversations.ts';
import type { TimelineRange } from './conversation/timeline.ts';
import { OfferLimits } from './inbound/offer-limits.ts';
import { type FreshKeys, makeFreshKeys, Profile } from './keys/profile.ts';
import { type Clock, systemClock } from './scheduling/clock.ts';
import { Throttle } from './scheduling/throttle.ts';
import type { Storage } from './storage/storage.ts';
import type {
  ChatChange,
  ConnectionState,
  ConversationView,
  LobbyView,
  MessageView,
  PersonId,
  PersonView,
  ProfileView,
} from './views.ts';

/** A relay may say as often as it likes that it has lost something, ms. */
const RECOVERY_MS = 5_000;

export interface ChatOptions {
  readonly storage: Storage;
  /** Origin of the chat, `https://host[:port]`; sign-in proofs name its host. */
  readonly address: string;
  readonly clock?: Clock;
  /** Where sealing keys come from; unless given, each is generated when it is needed. */
  readonly newSealingKey?: SealingKeySource;
}

type Listener = (change: ChatChange) => void;

/**
 * A whole chat client without a screen. State is read from it; what changed is told to listeners.
 * Where nothing else is said, methods throw ChatError `storage-full`, `storage-failed` and
 * `storage-taken`.
 */
export class Chat {
  readonly #storage: Storage;
  readonly #address: string;
  readonly #clock: Clock;
  readonly #newSealingKey: SealingKeySource;
  readonly #listeners = new Set<Listener>();
  readonly #session: Session;
  readonly #postman: SendQueue;
  readonly #lobby: Lobby;
  readonly #delivery: Delivery;
  readonly #offers = new OfferLimits();
  readonly #holders: NameHolders;
  /** Own clock minus the relay's at the last sign-in, ms. */
  #skew = 0;
  /** What the relay lost is sent again, and not when the next retry is due. */
  readonly #recovery: Throttle;
  #freshKeys: Promise<FreshKeys> | undefined;
  #profile: Profile | undefined;
  #conversations: Conversations | undefined;
  #cancelRotation: () => void = () => {};

  private constructor({
    storage,
    address,
    clock = systemClock,
    newSealingKey = generateSealingKey,
  }: ChatOptions) {
    this.#storage = storage;
    this.#newSealingKey = newSealingKey;
    this.#address = address;
    this.#clock = clock;
    this.#delivery = new Delivery({
      clock,
      receive: (from, envelopes) => this.#receive(from, envelopes),
      onProblem: (code) => this.#publish({ kind: 'problem', code }),
    });
    this.#session = new Session({
      address,
      clock,
      enter: (socket) => this.#enter(socket),
      onState: () => this.#publish({ kind: 'connection' }),
      onOnline: () => this.#onOnline(),
      notices: {
        'mailbox:deliver': (notice, done) => void this.#delivery.take(notice, done),
        'lobby:page': (page) => this.#lobby.update(page),
        'presence:changed': (presence) => this.#notePresence(presence),
        'server:recovered': () => this.#recovery.ask(),
      },
    });
    this.#recovery = new Throttle({
      clock,
      everyMs: RECOVERY_MS,
      task: () => {
        if (this.#session.state.kind === 'online') this.#onOnline();
      },
    });
    this.#postman = new SendQueue({
      clock,
      send: (to, envelope) => this.#session.ask('message:send', { to, envelope }),
    });
    this.#lobby = new Lobby({
      ask: (event, request) => this.#session.ask(event, request),
      onChange: () => {
        this.#conversations?.noteHolders(this.#lobby.view?.people ?? []);
        this.#publish({ kind: 'lobby' });
      },
    });
    this.#holders = new NameHolders({
      clock,
      find: (name) => this.#findHolder(name),
    });
  }

  /** Loads who uses this device, without the network. @throws ChatError `storage-failed` */
  static async open(options: ChatOptions): Promise<Chat> {
    const chat = new Chat(options);
    const profile = await Profile.load(options.storage);
    if (profile !== undefined) await chat.#use(profile);
    return chat;
  }

  get connection(): ConnectionState {
    return this.#session.state;
  }

  /** Who has signed in on this device. */
  get profile(): ProfileView | undefined {
    const profile = this.#profile;
    if (profile === undefined || !profile.entered) return undefined;
    return { peer: toBase64url(profile.identity.public), name: profile.name };
  }

  /** What is worth a warning: by how much the own clock is ahead of the relay's, ms; else 0. */
  get clockSkew(): number {
    return Math.abs(this.#skew) < CLOCK_SKEW_WARNING_MS ? 0 : this.#skew;
  }

  /** A link that leads to whoever uses this device: their name, and their key. */
  get inviteLink(): string {
    const profile = this.#profile;
    if (profile === undefined) throw new ChatError('not-signed-in');
    const invite = { name: profile.name, identity: profile.identity.public };
    return `${this.#address}/${formatInvite(invite)}`;
  }

  get lobby(): LobbyView | undefined {
    return this.#lobby.view;
  }

  /** Tells a listener of every change from now on; returns what ends that. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes keys ahead of the sign-in, which then need not wait for them. */
  async prepareKeys(): Promise<void> {
    if (this.#profile === undefined) await this.#takeFreshKeys();
  }

  /**
   * Signs in under a name: a new person, or the one of this device under this or another name.
   * @throws ChatError `name-…`, `connection-lost`, or what else the relay refuses it with
   */
  async signIn(input: string): Promise<void> {
    const name = parseName(input);
    await this.#prepareProfile(name);
    await this.#session.start();
  }

  /** Signs in as who has signed in before, as often as it takes. */
  resume(): void {
    if (this.profile !== undefined) this.#session.resume();
  }

  /** Leaves a connection that may be dead, and tries to get another one. */
  renewConnection(): void {
    this.#session.renewConnection();
  }

  /** Tries to reach the relay now: the network may be back. */
  reconnectNow(): void {
    this.#session.reconnectNow();
  }

  /** Frees the name, as far as the relay can be reached, and erases everything on this device. */
  async signOut(): Promise<void> {
    if (this.#session.state.kind === 'online') await this.#leaveRelay();
    await this.#forget();
    await this.#storage.erase();
    this.#publish({ kind: 'profile' });
  }

  /** Shows who is here and whose name begins so. @throws ChatError `connection-lost`, `rate-limited` */
  openLobby(prefix: string): Promise<void> {
    return this.#lobby.open(prefix);
  }

  /** @throws ChatError `connection-lost`, `rate-limited` */
  moreLobby(): Promise<void> {
    return this.#lobby.more();
  }

  /** @throws ChatError `connection-lost`, `rate-limited` */
  closeLobby(): Promise<void> {
    return this.#lobby.close();
  }

  /** The list, newest first. */
  conversations(): readonly ConversationView[] {
    return this.#conversations?.list() ?? [];
  }

  conversation(peer: PersonId): ConversationView | undefined {
    return this.#conversations?.get(peer)?.view;
  }

  /**
   * A conversation that exists on this screen only, until something is said in it.
   * @param online whether the person is there, as far as is known
   */
  meet(person: PersonView, online = true): ConversationView {
    const { view } = this.#people.meet(person, online);
    void this.#watch();
    return view;
  }

  /**
   * Someone whose invite link was opened: nobody but the key in it.
   * @throws ChatError `invite-mismatch` when the name leads to another key, `person-unknown`,
   *   `connection-lost`, `rate-limited`
   */
  async meetInvited({ name, identity }: Invite): Promise<ConversationView> {
    const holder = await this.#findHolder(name);
    if (holder === undefined) return this.#meetRenamed(identity);
    if (!equal(holder.identity, identity)) throw new ChatError('invite-mismatch');
    return this.#meetFound(holder);
  }

  /**
   * Whoever is known to hold the name of a conversation now, as someone new and unverified.
   * @throws ChatError `person-unknown` when nobody else holds it
   */
  meetHolder(peer: PersonId): ConversationView {
    const { name, nameTakenBy } = this.#people.of(peer).view;
    if (nameTakenBy === undefined) throw new ChatError('person-unknown');
    return this.meet({ peer: nameTakenBy, name, since: this.#clock.now() }, false);
  }

  /** 60 digits to compare with someone, and the text of a QR code to show to them. */
  safetyNumber(peer: PersonId): Promise<string> {
    const { own, peer: theirs } = this.#keysWith(peer);
    return safetyNumber(own, theirs);
  }

  safetyCode(peer: PersonId): string {
    return formatSafetyCode(this.#keysWith(peer));
  }

  /** What was scanned from someone's screen. */
  checkSafetyCode(peer: PersonId, text: string): CodeResult {
    return checkSafetyCode(text, this.#keysWith(peer));
  }

  /** Keys were compared with someone, or that is taken back. It belongs to their key. */
  async setVerified(peer: PersonId, verified: boolean): Promise<void> {
    await this.#people.of(peer).setVerified(verified);
  }

  /** Timeline entries, oldest first: the last ones with all that wait, or the last before an order. */
  async messages(peer: PersonId, range: TimelineRange): Promise<readonly MessageView[]> {
    return this.#people.of(peer).messages(range);
  }

  /**
   * Says something; to someone who has not consented yet, it is the request.
   * @throws ChatError `text-empty`, `text-too-long`, `conversation-waiting`, `conversation-closed`,
   *   `key-changed`
   */
  async sendText(peer: PersonId, text: string): Promise<MessageView> {
    return this.#people.of(peer).sendText(text);
  }

  /** Accepts a request. */
  async accept(peer: PersonId): Promise<void> {
    await this.#people.of(peer).answer('accept');
  }

  /** Declines a request; the peer is told. */
  async decline(peer: PersonId): Promise<void> {
    await this.#people.of(peer).answer('decline');
  }

  /** Hears nothing of someone any more; they are not told. */
  async block(peer: PersonId): Promise<void> {
    await this.#people.of(peer).setBlocked(true);
  }

  async unblock(peer: PersonId): Promise<void> {
    await this.#people.of(peer).setBlocked(false);
  }

  /** Ends a conversation; the peer is told. */
  async leave(peer: PersonId): Promise<void> {
    await this.#people.of(peer).leave();
  }

  /** The peer's lines were read: up to the one with the id `through`, or all of them. */
  async markRead(peer: PersonId, through?: string): Promise<void> {
    await this.#people.of(peer).markRead(through);
  }

  /** Keeps what was typed and not sent. */
  async saveDraft(peer: PersonId, text: string): Promise<void> {
    await this.#people.saveDraft(peer, text);
  }

  /** Ends the connection and all timers. What is stored stays. */
  async close(): Promise<void> {
    await this.#forget();
    this.#storage.close();
  }

  #keysWith(peer: PersonId): KeyPair {
    if (this.#profile === undefined) throw new ChatError('not-signed-in');
    return { own: this.#profile.identity.public, peer: fromBase64url(peer) };
  }

  get #people(): Conversations {
    if (this.#conversations === undefined) throw new ChatError('not-signed-in');
    return this.#conversations;
  }

  async #use(profile: Profile): Promise<void> {
    this.#profile = profile;
    this.#conversations = await Conversations.load(profile.rows, {
      identity: profile.identity,
      clock: this.#clock,
      isOnline: () => this.#session.state.kind === 'online',
      bundleNumber: () => profile.bundle.number,
      sealingKey: (digest) => profile.sealingKey(digest),
      post: (to, envelope) => this.#postman.post(to, envelope),
      fetchBundle: (identity) => this.#fetchBundle(identity),
      countOffer: (peer, isStranger) => this.#offers.count(peer, isStranger, this.#clock.now()),
      seekHolder: (name) => this.#holders.seek(name),
      publish: (change) => this.#publish(change),
    });
  }

  async #prepareProfile(name: string): Promise<void> {
    const now = this.#clock.now();
    const profile = this.#profile;
    if (profile === undefined) {
      const keys = await this.#takeFreshKeys();
      this.#freshKeys = undefined;
      await this.#use(await Profile.create(this.#storage, keys, name, now));
    } else if (profile.name !== name || profile.age(now) > SEALING_KEY_SIGN_IN_LIFE_MS) {
      await this.#rotate(profile, name);
    }
  }

  #takeFreshKeys(): Promise<FreshKeys> {
    this.#freshKeys ??= makeFreshKeys(this.#newSealingKey);
    return this.#freshKeys;
  }

  /** Proves the identity over a new connection. @throws ChatError */
  async #enter(socket: RelaySocket): Promise<void> {
    const profile = this.#profile;
    if (profile === undefined) throw new ChatError('not-signed-in');
    if (profile.age(this.#clock.now()) > SEALING_KEY_LIFE_MS) await this.#rotate(profile);
    try {
      await this.#proveTo(socket, profile);
    } catch (error) {
      // The profile was restored or cloned, and has published a newer bundle elsewhere.
      if (!(error instanceof ChatError) || error.code !== 'bundle-rollback') throw error;
      await this.#rotate(profile);
      await this.#proveTo(socket, profile);
    }
    await profile.enter();
    this.#publish({ kind: 'profile' });
  }

  async #proveTo(socket: RelaySocket, profile: Profile): Promise<void> {
    const { nonce, time } = await socket.ask('session:challenge', {});
    this.#skew = this.#clock.now() - time;
    const { bytes: bundle } = profile.bundle;
    const signature = await this.#prove('sign-in', profile, nonce);
    await socket.ask('session:sign-in', { host: this.#host, bundle, signature });
  }

  #prove(purpose: 'sign-in' | 'sign-out', profile: Profile, nonce: Bytes): Promise<Bytes> {
    const { name, identity, bundle } = profile;
    const proof = { name, identity: identity.public, bundleDigest: bundle.digest };
    return signProof(purpose, { host: this.#host, nonce, ...proof }, identity.private);
  }

  get #host(): string {
    return new URL(this.#address).host;
  }

  /** Keys that a day's messages were sealed to open nothing of the next. */
  async #rotate(profile: Profile, name = profile.name): Promise<void> {
    await profile.rotate(name, this.#clock.now(), this.#newSealingKey);
    await this.#conversations?.forgetChainIds(profile.oldestBundle);
  }

  #onOnline(): void {
    this.#conversations?.noteOnline();
    void this.#watch();
    void this.#ignoreLoss(this.#lobby.reopen());
    this.#scheduleRotation();
  }

  /** A page that stays open for days gets new keys by signing in again. */
  #scheduleRotation(): void {
    this.#cancelRotation();
    const profile = this.#profile;
    if (profile === undefined) return;
    const left = SEALING_KEY_LIFE_MS - profile.age(this.#clock.now());
    this.#cancelRotation = this.#clock.after(Math.max(0, left) + 1000, () => {
      if (this.#session.state.kind === 'online') this.#session.resume();
    });
  }

  async #receive(from: PersonId, envelopes: readonly Bytes[]): Promise<void> {
    const isKnown = this.#people.get(from) !== undefined;
    await this.#people.receive(from, envelopes);
    // Of people who sent nothing that opens, nothing is kept and nothing is asked.
    const isMet = this.#people.get(from) !== undefined;
    if (isMet && !isKnown) void this.#watch();
  }

  async #watch(): Promise<void> {
    const peers = this.#conversations?.peers() ?? [];
    const identities = peers.slice(0, PRESENCE_WATCH_MAX).map(fromBase64url);
    await this.#ignoreLoss(
      this.#session.ask('presence:watch', { identities }).then(({ presences }) => {
        for (const presence of presences) this.#notePresence(presence);
      }),
    );
  }

  #notePresence({ identity, ...presence }: Presence): void {
    this.#conversations?.get(toBase64url(identity))?.notePresence(presence);
    if (presence.name !== undefined) this.#noteHolder(presence.name, identity);
  }

  #noteHolder(name: string, identity: Bytes | undefined): void {
    const peer = identity && toBase64url(identity);
    this.#conversations?.noteHolders([{ name, peer }]);
  }

  /** Nothing when nobody holds the name. @throws ChatError */
  async #findHolder(name: string): Promise<Presence | undefined> {
    try {
      const holder = await this.#session.ask('directory:find', { name });
      this.#noteHolder(name, holder.identity);
      return holder;
    } catch (error) {
      if (!(error instanceof ChatError && error.code === 'person-unknown')) throw error;
      this.#noteHolder(name, undefined);
      return undefined;
    }
  }

  #meetFound({ identity, name = '', online, since }: Presence): ConversationView {
    return this.meet({ peer: toBase64url(identity), name, since }, online);
  }

  /** Nobody holds the name of the invite any more; the key may have another one. */
  async #meetRenamed(identity: Bytes): Promise<ConversationView> {
    const { bundle } = await verifyBundle(await this.#fetchBundle(identity));
    if (!equal(bundle.identity, identity)) throw new ChatError('bundle-identity');
    return this.#meetFound({ identity, name: bundle.name, online: false, since: 0 });
  }

  async #fetchBundle(identity: Bytes): Promise<Bytes> {
    return (await this.#session.ask('directory:bundle', { identity })).bundle;
  }

  async #leaveRelay(): Promise<void> {
    const profile = this.#profile;
    if (profile === undefined) return;
    await this.#ignoreLoss(
      (async () => {
        const { nonce } = await this.#session.ask('session:challenge', {});
        const signature = await this.#prove('sign-out', profile, nonce);
        await this.#session.ask('session:sign-out', { host: this.#host, signature });
      })(),
    );
  }

  async #forget(): Promise<void> {
    this.#cancelRotation();
    this.#holders.stop();
    this.#recovery.stop();
    this.#session.stop();
    this.#delivery.stop();
    const conversations = this.#conversations;
    this.#conversations = undefined;
    this.#profile = undefined;
    await conversations?.stop();
  }

  /** What the relay refuses now is asked again on the next connection. */
  async #ignoreLoss(asked: Promise<unknown>): Promise<void> {
    try {
      await asked;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }

  #publish(change: ChatChange): void {
    if (change.kind === 'problem') this.#onProblem(change.code);
    for (const listener of this.#listeners) listener(change);
  }

  /** Another tab has taken over: this one must not go on. */
  #onProblem(code: ErrorCode | undefined): void {
    if (code === 'storage-taken') this.#session.end(code);
  }
}
