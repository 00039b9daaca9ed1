import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Bytes, utf8 } from '../protocol/bytes.ts';
import type { Proof } from '../protocol/proof.ts';
import { generateIdentityKey, type IdentityKey } from './identity-key.ts';
import { signProof } from './proof.ts';
import { randomBytes } from './random.ts';
import { flipBits } from './testing/flip.ts';
import { verifyProof } from './verify.ts';

let key: IdentityKey;
let proof: Proof;

beforeAll(async () => {
  key = await generateIdentityKey();
  proof = {
    host: 'chat.example',
    nonce: randomBytes(32),
    name: 'alice',
    identity: key.public,
    bundleDigest: randomBytes(32),
  };
});

/** Decodes any byte, so that a flipped bit still leaves a character. */
const latin1 = new TextDecoder('latin1');
const refused = expect.objectContaining({ code: 'proof-invalid' });

describe('a proof', () => {
  it('verifies for its purpose and content', async () => {
    await verifyProof('sign-in', proof, await signProof('sign-in', proof, key.private));
  });

  it('does not verify for any other purpose or content', async () => {
    const signature = await signProof('sign-in', proof, key.private);
    const others: Proof[] = [
      { ...proof, host: 'other.example' },
      { ...proof, nonce: randomBytes(32) },
      { ...proof, name: 'alicf' },
      { ...proof, identity: (await generateIdentityKey()).public },
      { ...proof, bundleDigest: randomBytes(32) },
    ];
    for (const other of others) {
      await expect(verifyProof('sign-in', other, signature)).rejects.toThrow(refused);
    }
    await expect(verifyProof('sign-out', proof, signature)).rejects.toThrow(refused);
  });

  it('does not verify with any bit flipped, and still verifies unmodified', async () => {
    const signature = await signProof('sign-in', proof, key.private);
    const parts = {
      signature: (flipped: Bytes) => verifyProof('sign-in', proof, flipped),
      nonce: (nonce: Bytes) => verifyProof('sign-in', { ...proof, nonce }, signature),
      identity: (identity: Bytes) => verifyProof('sign-in', { ...proof, identity }, signature),
      bundleDigest: (bundleDigest: Bytes) =>
        verifyProof('sign-in', { ...proof, bundleDigest }, signature),
      host: (host: Bytes) =>
        verifyProof('sign-in', { ...proof, host: latin1.decode(host) }, signature),
      name: (name: Bytes) =>
        verifyProof('sign-in', { ...proof, name: latin1.decode(name) }, signature),
    };
    const bytes = { ...proof, signature, host: utf8(proof.host), name: utf8(proof.name) };
    for (const part of Object.keys(parts) as (keyof typeof parts)[]) {
      const outcomes = await flipBits(bytes[part], parts[part]);
      expect([part, ...outcomes]).toEqual([part, ['proof-invalid', bytes[part].length * 8]]);
    }
    await verifyProof('sign-in', proof, signature);
  });

  it('by a key of small order is rejected, although its signature is valid for any message', async () => {
    const identity = new Uint8Array(32);
    identity[0] = 1;
    const signature = new Uint8Array(64);
    signature[0] = 1;
    await expect(verifyProof('sign-in', { ...proof, identity }, signature)).rejects.toThrow(
      refused,
    );
  });

  it('is signed by a private key that cannot be exported', async () => {
    await expect(crypto.subtle.exportKey('pkcs8', key.private)).rejects.toThrow();
  });
});
