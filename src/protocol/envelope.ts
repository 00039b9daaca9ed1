import { ByteReader, type Bytes, concat, u64 } from './bytes.ts';
import { ChatError, refuseAs } from './errors.ts';
import { ENVELOPE_MAX_BYTES, RECORD_MIN_BYTES } from './limits.ts';
import { encodeOffer, readOffer, type SignedOffer } from './offer.ts';

export const ENVELOPE_VERSION = 1;
export const ENVELOPE_ID_BYTES = 16;
export const CHAIN_ID_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Everything that the relay and the network see of a record. */
export interface Envelope {
  /** Random per sealing. */
  readonly id: Bytes;
  readonly chainId: Bytes;
  /** Position in the chain, from 0. */
  readonly n: number;
  readonly nonce: Bytes;
  readonly offer?: SignedOffer | undefined;
  /** AES-256-GCM ciphertext with its 128-bit tag. */
  readonly ciphertext: Bytes;
}

/** version u8, hasOffer u8, id 16, chainId 32, n u64, nonce 12, the offer if any, ciphertext. */
export function encodeEnvelope(envelope: Envelope): Bytes {
  return concat(
    Uint8Array.of(ENVELOPE_VERSION, envelope.offer === undefined ? 0 : 1),
    envelope.id,
    envelope.chainId,
    u64(envelope.n),
    envelope.nonce,
    envelope.offer === undefined ? new Uint8Array() : encodeOffer(envelope.offer),
    envelope.ciphertext,
  );
}

/** The id in the bytes of an envelope that was decoded before. */
export const envelopeIdOf = (bytes: Bytes): Bytes => bytes.subarray(2, 2 + ENVELOPE_ID_BYTES);

const OFFSET_OF_N = 2 + ENVELOPE_ID_BYTES + CHAIN_ID_BYTES;
const LEAST_BYTES = OFFSET_OF_N + 8 + NONCE_BYTES + RECORD_MIN_BYTES + TAG_BYTES;

/** Whether `decodeEnvelope` accepts these bytes. Without an offer this costs far less. */
export function isWellFormed(bytes: Uint8Array): boolean {
  if (bytes[1] === 1) return isDecodable(bytes);
  if (bytes.length < LEAST_BYTES || bytes.length > ENVELOPE_MAX_BYTES) return false;
  const isSafe = bytes[OFFSET_OF_N] === 0 && (bytes[OFFSET_OF_N + 1] ?? 0) < 0x20;
  return bytes[0] === ENVELOPE_VERSION && bytes[1] === 0 && isSafe;
}

function isDecodable(bytes: Uint8Array): boolean {
  try {
    decodeEnvelope(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Inverse of `encodeEnvelope`.
 * @throws ChatError `too-large`, `envelope-malformed`
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length > ENVELOPE_MAX_BYTES) throw new ChatError('too-large', { field: 'envelope' });
  return refuseAs('envelope-malformed', () => {
    const reader = new ByteReader(bytes);
    if (reader.u8() !== ENVELOPE_VERSION) throw new TypeError('version');
    const hasOffer = reader.u8();
    if (hasOffer > 1) throw new TypeError('hasOffer');
    const head = {
      id: reader.take(ENVELOPE_ID_BYTES),
      chainId: reader.take(CHAIN_ID_BYTES),
      n: reader.u64(),
      nonce: reader.take(NONCE_BYTES),
    };
    const offer = hasOffer === 1 ? readOffer(reader) : undefined;
    const ciphertext = reader.rest();
    if (ciphertext.length < RECORD_MIN_BYTES + TAG_BYTES) throw new RangeError('truncated');
    return { ...head, offer, ciphertext };
  });
}
