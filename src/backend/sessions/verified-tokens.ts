import { verifyToken } from '../../crypto/verify.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { TOKEN_CHECK_BURST, TOKEN_CHECK_RATE, TOKENS_VERIFIED_MAX } from '../../protocol/limits.ts';
import { isCurrent, type TokenClaim } from '../../protocol/token.ts';
import { RateLimit } from '../limits/rate-limit.ts';
import type { PersonId, ShownToken } from '../store/store.ts';
import { identityOf, personIdOf } from './person-id.ts';

/** A genuine token, and when it expires. */
export type VerifiedToken = ShownToken & Pick<TokenClaim, 'expires'>;

/** Whether a token makes its holder a contact, unless it was revoked. */
export const isContact = (token: VerifiedToken | undefined, now: number): boolean =>
  token?.scope === 'contact' && isCurrent(token, now);

/** The bytes of a token as Latin-1: strings are compared quickly. */
const textOf = (token: Uint8Array): string =>
  Buffer.from(token.buffer, token.byteOffset, token.length).toString('latin1');

interface Verified {
  /** The person of the session that showed it: a connection may sign in again as another person. */
  readonly holder: PersonId;
  /** As Latin-1. */
  readonly token: string;
  readonly verified: VerifiedToken;
}

/**
 * The tokens that one connection has shown. Each is verified once; only the newest of each owner is
 * remembered, and a limited number of owners. Forged tokens are not remembered.
 */
export class VerifiedTokens {
  readonly #holder: () => PersonId;
  readonly #checks: RateLimit;
  readonly #byOwner = new Map<PersonId, Verified>();
  /** The last verification of each owner's tokens that is under way. */
  readonly #pending = new Map<PersonId, Promise<unknown>>();

  /** @param holder the signed-in person */
  constructor(holder: () => PersonId, now: () => number) {
    this.#holder = holder;
    this.#checks = new RateLimit(TOKEN_CHECK_RATE, TOKEN_CHECK_BURST, now);
  }

  /** How many are remembered. */
  get size(): number {
    return this.#byOwner.size;
  }

  /**
   * What a token of an owner says, whether it has expired or not. Calls for one owner end in the order in
   * which they were made: one whose token is known, or that has none, does not overtake a verification.
   * @returns undefined without a token
   * @throws ChatError `token-invalid` unless the owner signed it for this person, or for everybody;
   * `rate-limited` after too many new ones
   */
  async verify(owner: Bytes, token: Bytes | undefined): Promise<VerifiedToken | undefined> {
    const id = personIdOf(owner);
    const before = this.#pending.get(id);
    const known = token && this.#find(id, textOf(token));
    if (before === undefined && (token === undefined || known !== undefined)) return known;
    const check = async (): Promise<VerifiedToken | undefined> =>
      token && (this.#find(id, textOf(token)) ?? this.#check(owner, id, token));
    const checked = before === undefined ? check() : before.then(check);
    const settled = checked.catch(() => undefined);
    this.#pending.set(id, settled);
    void settled.then(() => this.#pending.get(id) === settled && this.#pending.delete(id));
    return checked;
  }

  /**
   * What a token says that was verified before, at once.
   * @param token as Latin-1
   * @returns undefined when it was not, or while a token of the same owner is being verified
   */
  known(owner: PersonId, token: string): VerifiedToken | undefined {
    return this.#pending.has(owner) ? undefined : this.#find(owner, token);
  }

  #find(owner: PersonId, token: string): VerifiedToken | undefined {
    const found = this.#byOwner.get(owner);
    const isFound = found?.holder === this.#holder() && found.token === token;
    return isFound ? found.verified : undefined;
  }

  async #check(owner: Bytes, id: PersonId, token: Bytes): Promise<VerifiedToken> {
    const holder = this.#holder();
    const retryAfterMs = this.#checks.take();
    if (retryAfterMs > 0) throw new ChatError('rate-limited', { retryAfterMs });
    const { scope, serial, expires } = await verifyToken(token, {
      owner,
      holder: identityOf(holder),
    });
    const verified = { scope, serial: toBase64url(serial), expires };
    this.#remember(id, { holder, token: textOf(token), verified });
    return verified;
  }

  #remember(id: PersonId, token: Verified): void {
    this.#byOwner.delete(id);
    this.#byOwner.set(id, token);
    const [oldest] = this.#byOwner.keys();
    if (this.#byOwner.size > TOKENS_VERIFIED_MAX && oldest !== undefined) {
      this.#byOwner.delete(oldest);
    }
  }
}
