import type { Bytes } from '../protocol/bytes.ts';
import {
  encodeToken,
  type TokenClaim,
  type TokenParties,
  tokenTranscript,
} from '../protocol/token.ts';
import { sign } from './identity-key.ts';

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
