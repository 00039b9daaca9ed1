import type { Bytes } from './bytes.ts';
import { transcript } from './transcript.ts';

/** What a person signs to sign in or out. It is invalid at another host, or a second time. */
export interface Proof {
  /** `host[:port]` that the client connected to. */
  readonly host: string;
  /** 32 random bytes from the relay for this connection. */
  readonly nonce: Bytes;
  readonly name: string;
  readonly identity: Bytes;
  /** SHA-256 of the transcript of the accompanying bundle. */
  readonly bundleDigest: Bytes;
}

export type ProofPurpose = 'sign-in' | 'sign-out';

export const PROOF_NONCE_BYTES = 32;

/** The bytes that the identity key signs. */
export function proofTranscript(purpose: ProofPurpose, proof: Proof): Bytes {
  const { host, nonce, name, identity, bundleDigest } = proof;
  return transcript(purpose, host, nonce, name, identity, bundleDigest);
}
