import { type Bytes, concat, release } from '../protocol/bytes.ts';
import { NONCE_BYTES } from '../protocol/envelope.ts';
import { ChatError } from '../protocol/errors.ts';
import { transcript } from '../protocol/transcript.ts';
import { generated } from './key-generation.ts';
import { randomBytes } from './random.ts';

/** AES-256-GCM for data stored on the device. */

/** Where sealed bytes are stored; they open nowhere else. */
export interface Place {
  readonly table: string;
  readonly key: string;
}

/** A key that never leaves WebCrypto. */
export function generateStorageKey(): Promise<CryptoKey> {
  const params = { name: 'AES-GCM', length: 256 };
  return generated(() => crypto.subtle.generateKey(params, false, ['encrypt', 'decrypt']));
}

const parameters = ({ table, key }: Place, iv: Bytes) => ({
  name: 'AES-GCM',
  iv,
  additionalData: transcript('store', table, key),
});

/** A random nonce (12 bytes), then the ciphertext. */
export async function sealAtRest(key: CryptoKey, place: Place, plain: Bytes): Promise<Bytes> {
  const iv = randomBytes(NONCE_BYTES);
  const sealed = new Uint8Array(await crypto.subtle.encrypt(parameters(place, iv), key, plain));
  const row = concat(iv, sealed);
  release(sealed);
  return row;
}

/** Inverse of `sealAtRest`. @throws ChatError `storage-failed` */
export async function openAtRest(key: CryptoKey, place: Place, sealed: Bytes): Promise<Bytes> {
  const iv = sealed.slice(0, NONCE_BYTES);
  try {
    const params = parameters(place, iv);
    return new Uint8Array(await crypto.subtle.decrypt(params, key, sealed.subarray(NONCE_BYTES)));
  } catch (cause) {
    throw new ChatError('storage-failed', { field: place.table }, { cause });
  }
}
