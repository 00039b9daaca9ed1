import { RSA_MODULUS_BYTES } from '../protocol/bundle.ts';
import { type Bytes, fromBase64url, toBase64url } from '../protocol/bytes.ts';
import { generated } from './key-generation.ts';

/**
 * RSA-OAEP, 3072 bits, SHA-256 (RFC 8017): encrypts the secret from which every AES key is derived.
 */

const EXPONENT = Uint8Array.of(1, 0, 1);
const ALGORITHM = { name: 'RSA-OAEP', hash: 'SHA-256' };

export interface SealingKey {
  /** 384 bytes, top bit set, odd; the exponent is always 65537. */
  readonly modulus: Bytes;
  /** Never leaves WebCrypto. */
  readonly private: CryptoKey;
}

/** Where new sealing keys come from: `generateSealingKey`, or keys that were generated earlier. */
export type SealingKeySource = () => Promise<SealingKey>;

/** Takes some tenths of a second, occasionally two seconds. */
export async function generateSealingKey(): Promise<SealingKey> {
  const params = { ...ALGORITHM, modulusLength: RSA_MODULUS_BYTES * 8, publicExponent: EXPONENT };
  const pair = await generated(() =>
    crypto.subtle.generateKey(params, false, ['encrypt', 'decrypt']),
  );
  const { n = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { modulus: fromBase64url(n), private: pair.privateKey };
}

function importModulus(modulus: Bytes): Promise<CryptoKey> {
  const jwk = { kty: 'RSA', n: toBase64url(modulus), e: toBase64url(EXPONENT) };
  return crypto.subtle.importKey('jwk', jwk, ALGORITHM, false, ['encrypt']);
}

/**
 * Encrypts a short secret for the holder of the key. The label is not sent, but must be the same.
 */
export async function wrapSecret(modulus: Bytes, secret: Bytes, label: Bytes): Promise<Bytes> {
  const key = await importModulus(modulus);
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP', label }, key, secret));
}

/** Inverse of `wrapSecret`. Rejects, without giving a reason, when anything was changed. */
export async function unwrapSecret(key: CryptoKey, wrapped: Bytes, label: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'RSA-OAEP', label }, key, wrapped));
}
