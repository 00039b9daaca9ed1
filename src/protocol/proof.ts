import type { Bytes } from './bytes.ts';
import { transcript } from './transcript.ts';

/** What a person signs to enter or leave: worth nothing at another host, or a second time. */
export interface Proof {
  /** `host[:port]` that the client connected to. */
  readonly host: string;
  /** 32 bytes that the relay drew for this connection. */
  readonly nonce: Bytes;
  readonly name: string;
  readonly identity: Bytes;
  /** SHA-256 of the transcript of the bundle that comes with it. */
  readonly bundleDigest: Bytes;
}

export type ProofPurpose = 'sign-in' | 'sign-out';

export const PROOF_NONCE_BYTES = 32;

/** The bytes that the identity key signs. */
export function proofTranscript(purpose: ProofPurpose, proof: Proof): Bytes {
  const { host, nonce, name, identity, bundleDigest } = proof;
  return transcript(purpose, host, nonce, name, identity, bundleDigest);
}
