import { type Bytes, concat, u32 } from '../protocol/bytes.ts';
import { ChatError } from '../protocol/errors.ts';
import { RECORD_MAX_BYTES, RECORD_MIN_BYTES } from '../protocol/limits.ts';

const LENGTH_BYTES = 4;

/**
 * Padmé (Nikitin et al., PURBs, 2019, section 4): at most 12 % longer, reveals O(log log L) bits of
 * the length.
 */
export function padmeLength(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const bits = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - bits);
  return Math.ceil(length / step) * step;
}

/** Length of a record's plaintext: Padmé of its bytes and length field, at least 512. */
export function paddedLength(recordLength: number): number {
  return padmeLength(Math.max(RECORD_MIN_BYTES, LENGTH_BYTES + recordLength));
}

/** u32 length, the record, zeros. @throws ChatError `too-large` when over 64 KiB. */
export function pad(record: Uint8Array): Bytes {
  const total = paddedLength(record.length);
  if (total > RECORD_MAX_BYTES) throw new ChatError('too-large', { field: 'record' });
  const zeros = new Uint8Array(total - LENGTH_BYTES - record.length);
  return concat(u32(record.length), record, zeros);
}

/** Inverse of `pad`. @throws ChatError `record-malformed` when the length or a zero is wrong. */
export function unpad(plaintext: Bytes): Bytes {
  const { buffer, byteOffset, length } = plaintext;
  const recordLength =
    length < LENGTH_BYTES ? length : new DataView(buffer, byteOffset).getUint32(0);
  const end = LENGTH_BYTES + recordLength;
  // The padded length is never less than the length of the content.
  const sound =
    length <= RECORD_MAX_BYTES &&
    length === paddedLength(recordLength) &&
    plaintext.subarray(end).every((byte) => byte === 0);
  if (!sound) throw new ChatError('record-malformed', { field: 'padding' });
  return plaintext.slice(LENGTH_BYTES, end);
}
