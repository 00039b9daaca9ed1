import { type Bytes, release } from '../protocol/bytes.ts';
import {
  ENVELOPE_ID_BYTES,
  type Envelope,
  encodeEnvelope,
  NONCE_BYTES,
} from '../protocol/envelope.ts';
import { ChatError } from '../protocol/errors.ts';
import type { SignedOffer } from '../protocol/offer.ts';
import { transcript } from '../protocol/transcript.ts';
import { pad, unpad } from './padding.ts';
import { randomBytes } from './random.ts';

/** AES-256-GCM with a 128-bit tag (NIST SP 800-38D). Each key seals one message. */

const importKey = (key: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);

function parameters({ id, chainId, n, nonce }: Omit<Envelope, 'offer' | 'ciphertext'>) {
  return { name: 'AES-GCM', iv: nonce, additionalData: transcript('message', id, chainId, n) };
}

/** The position and the key that seal one record. */
export interface MessageSlot {
  readonly chainId: Bytes;
  readonly n: number;
  /** 32 bytes, used once. */
  readonly key: Bytes;
}

/**
 * Pads and seals the bytes of a record; returns the envelope encoded for the wire.
 * @throws ChatError `too-large`
 */
export async function sealMessage(
  { chainId, n, key }: MessageSlot,
  record: Bytes,
  offer: SignedOffer | undefined,
): Promise<{ readonly id: Bytes; readonly envelope: Bytes }> {
  const id = randomBytes(ENVELOPE_ID_BYTES);
  const head = { id, chainId, n, nonce: randomBytes(NONCE_BYTES) };
  const aes = await importKey(key);
  const padded = pad(record);
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(parameters(head), aes, padded));
  release(padded);
  const envelope = encodeEnvelope({ ...head, offer, ciphertext });
  release(ciphertext);
  return { id, envelope };
}

/**
 * Opens an envelope; returns the bytes of its record. All failures have the same code and no
 * detail.
 * @throws ChatError `open-failed`; `record-malformed` when the padding is wrong
 */
export async function openMessage(key: Bytes, envelope: Envelope): Promise<Bytes> {
  let plaintext: ArrayBuffer;
  try {
    const aes = await importKey(key);
    plaintext = await crypto.subtle.decrypt(parameters(envelope), aes, envelope.ciphertext);
  } catch {
    throw new ChatError('open-failed');
  }
  const padded = new Uint8Array(plaintext);
  const record = unpad(padded);
  release(padded);
  return record;
}
