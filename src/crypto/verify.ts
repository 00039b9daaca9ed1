import { decodeBundle, type SignedKeyBundle } from '../protocol/bundle.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { type Proof, type ProofPurpose, proofTranscript } from '../protocol/proof.ts';
import {
  decodeToken,
  type TokenClaim,
  type TokenParties,
  tokenTranscript,
} from '../protocol/token.ts';
import { sha256 } from './hash.ts';
import { verifySignature } from './identity-key.ts';

/** The part of the cryptography that needs no key, and the only one that the relay may import. */

/** A bundle with a valid signature. */
export interface VerifiedBundle {
  readonly bundle: SignedKeyBundle;
  /** SHA-256 of the bundle's transcript. */
  readonly digest: Bytes;
}

/**
 * Parses a bundle from the wire and checks that the identity it names signed it.
 * @throws ChatError `bundle-malformed`, `bundle-downgrade`, `bundle-signature`
 */
export async function verifyBundle(bytes: Uint8Array): Promise<VerifiedBundle> {
  const bundle = decodeBundle(bytes);
  const { identity, signature, signed } = bundle;
  await verifySignature(identity, signature, signed, 'bundle-signature');
  return { bundle, digest: await sha256(signed) };
}

/** Checks a sign-in or sign-out. @throws ChatError `proof-invalid` */
export async function verifyProof(
  purpose: ProofPurpose,
  proof: Proof,
  signature: Bytes,
): Promise<void> {
  await verifySignature(
    proof.identity,
    signature,
    proofTranscript(purpose, proof),
    'proof-invalid',
  );
}

/**
 * Parses a token and checks that its owner signed it for its holder. Whether it has expired or was revoked
 * is not checked.
 * @throws ChatError `token-invalid`
 */
export async function verifyToken(bytes: Uint8Array, parties: TokenParties): Promise<TokenClaim> {
  const { signature, ...claim } = decodeToken(bytes);
  const signed = tokenTranscript(parties, claim);
  await verifySignature(parties.owner, signature, signed, 'token-invalid');
  return claim;
}
