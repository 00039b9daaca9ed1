import type { Bytes } from '../protocol/bytes.ts';
import { type Proof, type ProofPurpose, proofTranscript } from '../protocol/proof.ts';
import { sign } from './identity-key.ts';

/** The signature with which a person enters or leaves. Its check is `verifyProof`. */
export function signProof(purpose: ProofPurpose, proof: Proof, key: CryptoKey): Promise<Bytes> {
  return sign(key, proofTranscript(purpose, proof));
}
