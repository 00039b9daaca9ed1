import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Proof } from '../protocol/proof.ts';
import { generateIdentityKey, type IdentityKey } from './identity-key.ts';
import { signProof } from './proof.ts';
import { randomBytes } from './random.ts';
import { flipBit } from './testing/flip.ts';
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

const refused = expect.objectContaining({ code: 'proof-invalid' });

describe('a proof', () => {
  it('is worth what it says', async () => {
    await verifyProof('sign-in', proof, await signProof('sign-in', proof, key.private));
  });

  it('is worth nothing for anything else', async () => {
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
    await expect(verifyProof('sign-in', proof, flipBit(signature, 9))).rejects.toThrow(refused);
  });

  it('of a key of small order is refused, although its signature would fit anything', async () => {
    const identity = new Uint8Array(32);
    identity[0] = 1;
    const signature = new Uint8Array(64);
    signature[0] = 1;
    await expect(verifyProof('sign-in', { ...proof, identity }, signature)).rejects.toThrow(
      refused,
    );
  });

  it('is made by a private key that cannot be read', async () => {
    await expect(crypto.subtle.exportKey('pkcs8', key.private)).rejects.toThrow();
  });
});
