import type { Bytes } from '../protocol/bytes.ts';
import { ChatError } from '../protocol/errors.ts';
import { isKemKey } from '../protocol/kem-key.ts';
import { randomBytes } from './random.ts';

/** ML-KEM-768 (FIPS 203), combined with RSA so that secrets stay safe if RSA is broken. */

const SEED_BYTES = 64;

/**
 * Loaded when it is first needed: the first screen needs no keys yet.
 * @throws ChatError `connection-lost` when it could not be loaded, or differs from what was built
 */
async function load() {
  try {
    return (await import('@noble/post-quantum/ml-kem.js')).ml_kem768;
  } catch (cause) {
    throw new ChatError('connection-lost', {}, { cause });
  }
}

const copy = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

export interface KemKey {
  /** Encapsulation key, 1,184 bytes. */
  readonly public: Bytes;
  /** d ‖ z, 64 bytes: the decapsulation key in the form of FIPS 203, 7.1. */
  readonly seed: Bytes;
}

export async function generateKemKey(seed: Bytes = randomBytes(SEED_BYTES)): Promise<KemKey> {
  const { publicKey } = (await load()).keygen(seed);
  return { public: copy(publicKey), seed };
}

/** A shared secret of 32 bytes, and its ciphertext. @throws ChatError `bundle-malformed`, `connection-lost` */
export async function encapsulate(key: Bytes) {
  if (!isKemKey(key)) throw new ChatError('bundle-malformed', { field: 'kemKey' });
  const { cipherText, sharedSecret } = (await load()).encapsulate(key);
  return { ciphertext: copy(cipherText), secret: copy(sharedSecret) };
}

/**
 * The shared secret; for a wrong ciphertext, a pseudo-random one (implicit rejection, FIPS 203,
 * 6.3).
 */
export async function decapsulate(seed: Bytes, ciphertext: Bytes): Promise<Bytes> {
  const kem = await load();
  return copy(kem.decapsulate(ciphertext, kem.keygen(seed).secretKey));
}
