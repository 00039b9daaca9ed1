import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8 } from './bytes.ts';
import { proofTranscript } from './proof.ts';
import { anyBytes, anyName } from './testing/arbitraries.ts';
import { parseTranscript } from './transcript.ts';

const anyProof = fc.record({
  host: fc.domain(),
  nonce: anyBytes(32),
  name: anyName,
  identity: anyBytes(32),
  bundleDigest: anyBytes(32),
});
const anyPurpose = fc.constantFrom('sign-in' as const, 'sign-out' as const);

describe('a proof', () => {
  it('is signed over host, nonce, name, identity and bundle', () => {
    fc.assert(
      fc.property(anyPurpose, anyProof, (purpose, proof) => {
        const { host, nonce, name, identity, bundleDigest } = proof;
        expect(parseTranscript(purpose, 5, proofTranscript(purpose, proof))).toEqual([
          utf8(host),
          nonce,
          utf8(name),
          identity,
          bundleDigest,
        ]);
      }),
    );
  });

  it('of a sign-in is not valid for a sign-out', () => {
    fc.assert(
      fc.property(anyProof, (proof) => {
        const signIn = proofTranscript('sign-in', proof);
        expect(() => parseTranscript('sign-out', 5, signIn)).toThrow(TypeError);
      }),
    );
  });
});
