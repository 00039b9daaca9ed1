import { IDENTITY_KEY_BYTES, SIGNATURE_BYTES } from './bundle.ts';
import { ByteReader, type Bytes, concat, u64 } from './bytes.ts';
import { ChatError, refuseAs } from './errors.ts';
import { TOKEN_LIFE_MS, TOKEN_MAX_AHEAD_MS } from './limits.ts';
import { transcript } from './transcript.ts';

/**
 * Tokens: an owner's permission to reach them, which the relay verifies and does not store. A contact
 * token is for one holder and opens the contacts' lane and presence; an invite token is for everybody who
 * has the link, and admits a request.
 */

export const TOKEN_SCOPES = ['contact', 'invite'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const TOKEN_SERIAL_BYTES = 8;
/** Version, scope, serial, expiry, signature. */
export const TOKEN_BYTES = 1 + 1 + TOKEN_SERIAL_BYTES + 8 + SIGNATURE_BYTES;

const VERSION = 1;
/** An invite token has no holder; this stands in its place. */
const ANYBODY = new Uint8Array(IDENTITY_KEY_BYTES);

/** What a token says itself. Owner and holder are not in it: the relay knows both. */
export interface TokenClaim {
  readonly scope: TokenScope;
  /** Random; the owner revokes by it. */
  readonly serial: Bytes;
  /** ms since 1970 by the owner's clock; 0 in an invite token, which is valid until it is revoked. */
  readonly expires: number;
}

/** A parsed token, whose signature is not verified. */
export interface SignedToken extends TokenClaim {
  readonly signature: Bytes;
}

/** Between whom a token is valid. */
export interface TokenParties {
  /** Identity key of the person who signed it. */
  readonly owner: Bytes;
  /** Identity key of the person who uses it. An invite token is valid for any. */
  readonly holder: Bytes;
}

/** The bytes that the owner signs. */
export function tokenTranscript({ owner, holder }: TokenParties, claim: TokenClaim): Bytes {
  const { scope, serial, expires } = claim;
  const bound = scope === 'invite' ? ANYBODY : holder;
  return transcript('token', owner, bound, scope, serial, expires);
}

/** A token as it is sent. */
export function encodeToken({ scope, serial, expires, signature }: SignedToken): Bytes {
  const head = Uint8Array.of(VERSION, TOKEN_SCOPES.indexOf(scope) + 1);
  return concat(head, serial, u64(expires), signature);
}

/** Inverse of `encodeToken`, strict. @throws ChatError `token-invalid` */
export function decodeToken(bytes: Uint8Array): SignedToken {
  return refuseAs('token-invalid', () => {
    const reader = new ByteReader(bytes);
    const [version, scopeNumber = 0] = reader.take(2);
    const scope = TOKEN_SCOPES[scopeNumber - 1];
    const serial = reader.take(TOKEN_SERIAL_BYTES);
    const expires = reader.u64();
    const signature = reader.take(SIGNATURE_BYTES);
    reader.end();
    if (version !== VERSION || scope === undefined || (scope === 'invite') !== (expires === 0)) {
      throw new ChatError('token-invalid');
    }
    return { scope, serial, expires, signature };
  });
}

/**
 * Whether a genuine contact token is valid at a time. One from too far in the future counts as expired:
 * its owner's clock is wrong, and nobody could revoke it for long enough.
 */
export function isCurrent({ expires }: Pick<TokenClaim, 'expires'>, now: number): boolean {
  return expires > now && expires <= now + TOKEN_LIFE_MS + TOKEN_MAX_AHEAD_MS;
}
