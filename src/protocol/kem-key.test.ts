import { describe, expect, it } from '@jest/globals';
import { isKemKey, KEM_KEY_BYTES } from './kem-key.ts';

const MODULUS = 3_329;

/** A key of zeros except for one of its 768 numbers of 12 bits. */
function keyWith(index: number, number: number): Uint8Array {
  const key = new Uint8Array(KEM_KEY_BYTES);
  const at = Math.floor(index / 2) * 3;
  if (index % 2 === 0) key.set([number & 0xff, number >> 8], at);
  else key.set([(number & 0x0f) << 4, number >> 4], at + 1);
  return key;
}

describe('an ML-KEM key', () => {
  it.each([0, 1, 2, 400, 766, 767])('has number %i below the modulus', (index) => {
    expect(isKemKey(keyWith(index, MODULUS - 1))).toBe(true);
    expect(isKemKey(keyWith(index, MODULUS))).toBe(false);
    expect(isKemKey(keyWith(index, 4_095))).toBe(false);
  });

  it('may end with any 32 bytes, which are a seed', () => {
    const key = new Uint8Array(KEM_KEY_BYTES).fill(0xff, KEM_KEY_BYTES - 32);
    expect(isKemKey(key)).toBe(true);
  });

  it('has 1,184 bytes', () => {
    for (const length of [0, KEM_KEY_BYTES - 1, KEM_KEY_BYTES + 1]) {
      expect(isKemKey(new Uint8Array(length))).toBe(false);
    }
  });
});
