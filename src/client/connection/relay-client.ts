import { verifyBundle } from '../../crypto/verify.ts';
import { type Bytes, equal, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Policy, Presence } from '../../protocol/events.ts';
import type { Invite } from '../../protocol/invite.ts';
import { FILE_MAX_BYTES, LARGE_ENVELOPE_BYTES, PRESENCE_WATCH_MAX } from '../../protocol/limits.ts';
import type { Relay } from '../client-context.ts';
import type { Clock } from '../scheduling/clock.ts';
import { Throttle } from '../scheduling/throttle.ts';
import type { PersonId } from '../views.ts';
import { NameHolders } from './name-holders.ts';
import { RequestQueue } from './request-queue.ts';
import type { Session } from './session.ts';
import type { SignIn } from './sign-in.ts';

/** Shortest time between two reactions to a relay that has lost data, ms. */
const RECOVERY_MS = 5_000;
/** Shortest time between two changes of whose presence is watched, ms. */
const WATCH_MS = 500;

/** Someone whose presence the user watches. */
export interface Watched {
  readonly peer: PersonId;
  /** The newest contact token that they gave to the user, in base64url; or empty. */
  readonly token: string;
}

/** Receives what the relay reports, on request or not. */
export interface RelayListener {
  onPresence(presence: Presence): void;
  /** The current holder of a name, or that nobody holds it. */
  onHolder(name: string, peer: PersonId | undefined): void;
  /** The relay has lost data, which must be sent again now and not when the next retry is due. */
  onRecovery(): void;
}

/** Waits for a request that is repeated on the next connection anyway. */
export async function ignoreLoss(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
  }
}

/** The client's requests to the relay about people, over whichever connection is in use. */
export class RelayClient implements Relay {
  fileMaxBytes = FILE_MAX_BYTES;
  readonly #session: Session;
  readonly #signIn: Pick<SignIn, 'clockSkew'>;
  readonly #listener: RelayListener;
  readonly #envelopes: RequestQueue;
  /** Large envelopes have a limit of their own at the relay, and hold up no others when they reach it. */
  readonly #largeEnvelopes: RequestQueue;
  readonly #lookups: RequestQueue;
  readonly #holders: NameHolders;
  readonly #recovery: Throttle;
  readonly #watching: Throttle;
  #watched: readonly Watched[] = [];

  constructor(
    session: Session,
    signIn: Pick<SignIn, 'clockSkew'>,
    clock: Clock,
    listener: RelayListener,
  ) {
    this.#session = session;
    this.#signIn = signIn;
    this.#listener = listener;
    this.#envelopes = new RequestQueue(clock);
    this.#largeEnvelopes = new RequestQueue(clock);
    this.#lookups = new RequestQueue(clock);
    this.#holders = new NameHolders({ clock, find: (name) => this.find(name) });
    this.#watching = new Throttle({
      clock,
      everyMs: WATCH_MS,
      task: () => void ignoreLoss(this.#askPresences()),
    });
    this.#recovery = new Throttle({
      clock,
      everyMs: RECOVERY_MS,
      task: () => {
        if (this.isOnline) listener.onRecovery();
      },
    });
  }

  get isOnline(): boolean {
    return this.#session.state.kind === 'online';
  }

  get clockSkew(): number {
    return this.#signIn.clockSkew;
  }

  /** An invite token may belong to somebody else: nothing that the user wrote must wait for that. */
  async send(to: Bytes, envelope: Bytes, token: Bytes | undefined): Promise<void> {
    const request = { to, envelope, ...(token && { token }) };
    try {
      const isLarge = envelope.length >= LARGE_ENVELOPE_BYTES;
      const queue = isLarge ? this.#largeEnvelopes : this.#envelopes;
      await queue.send(() => this.#session.ask('message:send', request));
    } catch (error) {
      const isInvalid = error instanceof ChatError && error.code === 'token-invalid';
      if (token === undefined || !isInvalid) throw error;
      await this.send(to, envelope, undefined);
    }
  }

  /** Replaces the rules by which the relay treats strangers. @throws ChatError */
  async setPolicy(policy: Policy): Promise<void> {
    await this.#lookups.send(() => this.#session.ask('account:policy', policy));
  }

  async fetchBundle(identity: Bytes): Promise<Bytes> {
    const asked = () => this.#session.ask('directory:bundle', { identity });
    return (await this.#lookups.send(asked)).bundle;
  }

  findHolder(name: string): void {
    this.#holders.seek(name);
  }

  /** The holder of a name; undefined when nobody holds it. @throws ChatError */
  async find(name: string): Promise<Presence | undefined> {
    try {
      const holder = await this.#lookups.send(() => this.#session.ask('directory:find', { name }));
      this.#listener.onHolder(name, toBase64url(holder.identity));
      return holder;
    } catch (error) {
      if (!(error instanceof ChatError && error.code === 'person-unknown')) throw error;
      this.#listener.onHolder(name, undefined);
      return undefined;
    }
  }

  /**
   * The person whose invite link was opened, identified only by the key in it.
   * @throws ChatError `invite-mismatch` when the name leads to another key, `person-unknown`,
   * `connection-lost`, `rate-limited`
   */
  async findInvited({ name, identity }: Invite): Promise<Presence> {
    const holder = await this.find(name);
    if (holder === undefined) return this.#findRenamed(identity);
    if (!equal(holder.identity, identity)) throw new ChatError('invite-mismatch');
    return holder;
  }

  /** Watches the presence of these people, as many as the relay allows, from the first one on. */
  watch(peers: readonly Watched[]): void {
    this.#watched = peers.slice(0, PRESENCE_WATCH_MAX);
    this.#watching.ask();
  }

  notePresence(presence: Presence): void {
    const { name, identity } = presence;
    this.#listener.onPresence(presence);
    if (name !== undefined) this.#listener.onHolder(name, toBase64url(identity));
  }

  /** The relay's store was unavailable. */
  noteRecovery(): void {
    this.#recovery.ask();
  }

  stop(): void {
    this.#holders.stop();
    this.#recovery.stop();
    this.#watching.stop();
  }

  async #askPresences(): Promise<void> {
    const people = this.#watched.map(({ peer, token }) => ({
      identity: fromBase64url(peer),
      ...(token && { token: fromBase64url(token) }),
    }));
    const asked = () => this.#session.ask('presence:watch', { people });
    const { presences } = await this.#lookups.send(asked);
    for (const presence of presences) this.notePresence(presence);
  }

  /** Nobody holds the invite's name any more; the key may have another name. */
  async #findRenamed(identity: Bytes): Promise<Presence> {
    const { bundle } = await verifyBundle(await this.fetchBundle(identity));
    if (!equal(bundle.identity, identity)) throw new ChatError('bundle-identity');
    return { identity, name: bundle.name, online: false, since: 0 };
  }
}
