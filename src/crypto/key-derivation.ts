import type { Bytes } from '../protocol/bytes.ts';
import { type TranscriptField, type TranscriptLabel, transcript } from '../protocol/transcript.ts';

const DERIVED_BITS = 256;
const NO_SALT = new Uint8Array();

/**
 * `KDF` of the protocol: HKDF-SHA-256 (RFC 5869) with an empty salt and the transcript as info; 32
 * bytes.
 */
export async function deriveKey(
  secret: Bytes,
  label: TranscriptLabel,
  ...fields: readonly TranscriptField[]
): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = transcript(label, ...fields);
  const params = { name: 'HKDF', hash: 'SHA-256', salt: NO_SALT, info };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, DERIVED_BITS));
}
