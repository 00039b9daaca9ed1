import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import {
  LOOKUP_BURST,
  LOOKUP_RATE,
  SEND_BURST,
  SEND_RATE,
  TOO_FAST_BURST,
  TOO_FAST_RATE,
} from '../../protocol/limits.ts';
import { TokenBucket } from '../limits/rate-limit.ts';
import type { PersonId } from '../store/store.ts';
import type { RelaySocket } from '../transport/relay-server.ts';

/** Who is at the other end of a connection, proven. */
export interface SignedIn {
  readonly id: PersonId;
  readonly identity: Bytes;
  readonly name: string;
  readonly bundleDigest: Bytes;
}

/** A nonce handed out for one proof. */
interface Challenge {
  readonly nonce: Bytes;
  readonly expires: number;
}

/** What the relay knows of one connection, as long as it lasts. */
export class Connection {
  readonly socket: RelaySocket;
  /** Hash of the address it came from. */
  readonly address: string;
  readonly sends: TokenBucket;
  readonly lookups: TokenBucket;
  /** How often it may still be told that it is too fast. */
  readonly warnings: TokenBucket;
  /** The prefix of the open lobby. */
  lobbyPrefix: string | undefined;
  /** Whose presence this client watches. */
  watched: readonly PersonId[] = [];
  #challenge: Challenge | undefined;
  #person: SignedIn | undefined;
  #provingNow = false;
  readonly #endings = new Set<(connection: Connection) => void>();

  constructor(socket: RelaySocket, address: string, now: () => number) {
    this.socket = socket;
    this.address = address;
    this.sends = new TokenBucket(SEND_RATE, SEND_BURST, now);
    this.warnings = new TokenBucket(TOO_FAST_RATE, TOO_FAST_BURST, now);
    this.lookups = new TokenBucket(LOOKUP_RATE, LOOKUP_BURST, now);
  }

  /** @throws ChatError `not-signed-in` */
  get person(): SignedIn {
    if (this.#person === undefined) throw new ChatError('not-signed-in');
    return this.#person;
  }

  get isSignedIn(): boolean {
    return this.#person !== undefined;
  }

  /** Remembers a nonce in place of any earlier one. */
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
   * Runs one sign-in; of two at the same time the second is refused.
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

  /** Calls a function, once however often it is given, when the person leaves or the connection ends. */
  atSignOut(end: (connection: Connection) => void): void {
    this.#endings.add(end);
  }

  /** Makes this a connection of nobody; who it was, if it was somebody. */
  signOut(): SignedIn | undefined {
    for (const end of this.#endings) end(this);
    this.#endings.clear();
    const person = this.#person;
    this.#person = undefined;
    return person;
  }
}
