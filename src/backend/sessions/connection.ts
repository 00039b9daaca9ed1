import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import {
  LOOKUP_BURST,
  LOOKUP_RATE,
  REJECTION_BURST,
  REJECTION_RATE,
  SEND_BURST,
  SEND_BYTES_BURST,
  SEND_BYTES_RATE,
  SEND_RATE,
} from '../../protocol/limits.ts';
import { RateLimit } from '../limits/rate-limit.ts';
import { Routes } from '../routing/routes.ts';
import type { PersonId } from '../store/store.ts';
import { FastPath } from '../transport/fast-path/fast-path.ts';
import type { RelaySocket } from '../transport/relay-server.ts';
import { identityOf } from './person-id.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** The authenticated person of a connection. Bytes are kept as text, which needs a quarter of the memory. */
export class SignedIn {
  readonly id: PersonId;
  readonly name: string;
  readonly #bundleDigest: string;

  constructor(id: PersonId, name: string, bundleDigest: Bytes) {
    this.id = id;
    this.name = name;
    this.#bundleDigest = Buffer.from(bundleDigest).toString('latin1');
  }

  get identity(): Bytes {
    return identityOf(this.id);
  }

  get bundleDigest(): Bytes {
    return new Uint8Array(Buffer.from(this.#bundleDigest, 'latin1'));
  }
}

/** Of everybody who has not yet watched or opened anything. */
const NONE: readonly never[] = [];

/** A nonce that was issued for one proof. */
interface Challenge {
  readonly nonce: Bytes;
  readonly expires: number;
}

/**
 * The state of one connection. A new connection is unauthenticated. Most connections are idle, so parts
 * that an idle one does not need are created when they are first used.
 */
export class Connection {
  readonly socket: RelaySocket;
  /** For the packets of every text. */
  readonly fastPath: FastPath;
  /** Hash of the address it came from. */
  readonly address: string;
  readonly lookups: RateLimit;
  readonly #now: () => number;
  #routes: Routes | undefined;
  #tokens: VerifiedTokens | undefined;
  #sends: RateLimit | undefined;
  #largeSends: RateLimit | undefined;
  #rejections: RateLimit | undefined;
  /** The prefix of the open lobby. */
  lobbyPrefix: string | undefined;
  /** The rooms in which this client watches people's presence. */
  watched: readonly string[] = NONE;
  #challenge: Challenge | undefined;
  #person: SignedIn | undefined;
  #provingNow = false;
  #endings: readonly ((connection: Connection) => void)[] = NONE;

  constructor(socket: RelaySocket, address: string, now: () => number) {
    this.socket = socket;
    this.fastPath = new FastPath(socket);
    this.address = address;
    this.#now = now;
    this.lookups = new RateLimit(LOOKUP_RATE, LOOKUP_BURST, now);
  }

  /** The routes to the people that this client writes to. */
  get routes(): Routes {
    this.#routes ??= new Routes();
    return this.#routes;
  }

  /** The tokens that it has shown. */
  get tokens(): VerifiedTokens {
    this.#tokens ??= new VerifiedTokens(() => this.person.id, this.#now);
    return this.#tokens;
  }

  /** Envelopes below LARGE_ENVELOPE_BYTES. */
  get sends(): RateLimit {
    this.#sends ??= new RateLimit(SEND_RATE, SEND_BURST, this.#now);
    return this.#sends;
  }

  /** Bytes of larger envelopes. */
  get largeSends(): RateLimit {
    this.#largeSends ??= new RateLimit(SEND_BYTES_RATE, SEND_BYTES_BURST, this.#now);
    return this.#largeSends;
  }

  /** How many more rejections it may cause before it is terminated. */
  get rejections(): RateLimit {
    this.#rejections ??= new RateLimit(REJECTION_RATE, REJECTION_BURST, this.#now);
    return this.#rejections;
  }

  /** @throws ChatError `not-signed-in` */
  get person(): SignedIn {
    if (this.#person === undefined) throw new ChatError('not-signed-in');
    return this.#person;
  }

  get isSignedIn(): boolean {
    return this.#person !== undefined;
  }

  /** Stores a nonce in place of any earlier one. */
  challenge(nonce: Bytes, expires: number): void {
    this.#challenge = { nonce, expires };
  }

  /** The nonce, once. @throws ChatError `nonce-invalid` */
  takeNonce(now: number): Bytes {
    const challenge = this.#challenge;
    this.#challenge = undefined;
    if (challenge === undefined || challenge.expires <= now) throw new ChatError('nonce-invalid');
    return challenge.nonce;
  }

  /**
   * Runs one sign-in; of two at the same time, the second is rejected.
   * @throws ChatError `already-signed-in`
   */
  async signIn(prove: () => Promise<SignedIn>): Promise<SignedIn> {
    if (this.#provingNow || this.#person !== undefined) throw new ChatError('already-signed-in');
    this.#provingNow = true;
    try {
      this.#person = await prove();
      return this.#person;
    } finally {
      this.#provingNow = false;
    }
  }

  /** Registers a function, once, to be called when the person signs out or the connection ends. */
  atSignOut(end: (connection: Connection) => void): void {
    if (!this.#endings.includes(end)) this.#endings = [...this.#endings, end];
  }

  /** Makes this connection unauthenticated again. @returns the person that it had, if any */
  signOut(): SignedIn | undefined {
    const endings = this.#endings;
    this.#endings = NONE;
    for (const end of endings) end(this);
    const person = this.#person;
    this.#person = undefined;
    return person;
  }
}
