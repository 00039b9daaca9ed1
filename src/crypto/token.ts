import type { Bytes } from '../protocol/bytes.ts';
import {
  encodeToken,
  TOKEN_SERIAL_BYTES,
  type TokenClaim,
  type TokenParties,
  tokenTranscript,
} from '../protocol/token.ts';
import { sign } from './identity-key.ts';
import { randomBytes } from './random.ts';

/** The serial of a new token. */
export const newSerial = (): Bytes => randomBytes(TOKEN_SERIAL_BYTES);

/**
 * Signs a token. `verifyToken` checks it.
 * @param key the owner's private identity key
 * @returns the token as it is sent
 */
export async function signToken(
  parties: TokenParties,
  claim: TokenClaim,
  key: CryptoKey,
): Promise<Bytes> {
  return encodeToken({ ...claim, signature: await sign(key, tokenTranscript(parties, claim)) });
}
