import { describe, expect, it } from '@jest/globals';
import { isKemKey } from '../protocol/kem-key.ts';
import { decapsulate, encapsulate, generateKemKey } from './kem.ts';
import { flipBit } from './testing/flip.ts';

describe('ML-KEM', () => {
  it('gives both sides the same secret', async () => {
    const key = await generateKemKey();
    const { ciphertext, secret } = await encapsulate(key.public);
    expect(await decapsulate(key.seed, ciphertext)).toEqual(secret);
    expect(secret).toHaveLength(32);
    expect(isKemKey(key.public)).toBe(true);
  });

  it('derives the same key from the same seed', async () => {
    const key = await generateKemKey();
    expect((await generateKemKey(key.seed)).public).toEqual(key.public);
  });

  it('returns a fixed pseudo-random secret for a modified ciphertext (implicit rejection)', async () => {
    const key = await generateKemKey();
    const { ciphertext, secret } = await encapsulate(key.public);
    const changed = flipBit(ciphertext, 4711);
    const noise = await decapsulate(key.seed, changed);
    expect(noise).not.toEqual(secret);
    expect(await decapsulate(key.seed, changed)).toEqual(noise);
  });

  it('refuses bytes that are not a key', async () => {
    await expect(encapsulate(new Uint8Array(1184).fill(0xff))).rejects.toThrow(
      expect.objectContaining({ code: 'bundle-malformed' }),
    );
  });
});
