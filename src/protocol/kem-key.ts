/** ML-KEM-768 (FIPS 203, table 3): lengths, and which bytes may be an encapsulation key. */

export const KEM_KEY_BYTES = 1_184;
export const KEM_CIPHERTEXT_BYTES = 1_088;

const MODULUS = 3_329;
const COEFFICIENTS_BYTES = 1_152;

/** The modulus check of FIPS 203, 7.2: 768 coefficients of 12 bits, each below the modulus. */
export function isKemKey(key: Uint8Array): boolean {
  if (key.length !== KEM_KEY_BYTES) return false;
  for (let at = 0; at < COEFFICIENTS_BYTES; at += 3) {
    const [low, middle, high] = key.subarray(at, at + 3) as unknown as [number, number, number];
    const first = low | ((middle & 0x0f) << 8);
    const second = (middle >> 4) | (high << 4);
    if (first >= MODULUS || second >= MODULUS) return false;
  }
  return true;
}
