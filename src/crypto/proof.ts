import type { Bytes } from '../protocol/bytes.ts';
import { type Proof, type ProofPurpose, proofTranscript } from '../protocol/proof.ts';
import { sign } from './identity-key.ts';

/** The signature with which a person signs in or out. `verifyProof` checks it. */
export function signProof(purpose: ProofPurpose, proof: Proof, key: CryptoKey): Promise<Bytes> {
  return sign(key, proofTranscript(purpose, proof));
}
