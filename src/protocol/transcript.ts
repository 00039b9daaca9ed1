import { ByteReader, type Bytes, concat, fromUtf8, u32, u64, utf8 } from './bytes.ts';

/** Each label has one fixed list of fields (docs/protocol.md, "Transcripts"). */
export const TRANSCRIPT_LABELS = [
  'bundle',
  'offer',
  'wrap',
  'chain-key',
  'message-key',
  'message',
  'record',
  'wording',
  'file',
  'sign-in',
  'sign-out',
  'token',
  'store',
  'safety-number',
] as const;
export type TranscriptLabel = (typeof TRANSCRIPT_LABELS)[number];

/** A field: bytes unchanged, text as UTF-8, a number as u64 big-endian. */
export type TranscriptField = Uint8Array | string | number;

const PREFIX = 'live-chat/v1/';

function fieldBytes(field: TranscriptField): Uint8Array {
  if (typeof field === 'string') return utf8(field);
  if (typeof field === 'number') return u64(field);
  return field;
}

/**
 * The only encoding of everything that is signed, bound or derived: u32 length and bytes of
 * `live-chat/v1/<label>`, then of each field. Injective: no two lists of fields share an encoding.
 */
export function transcript(label: TranscriptLabel, ...fields: readonly TranscriptField[]): Bytes {
  const parts = [utf8(PREFIX + label), ...fields.map(fieldBytes)];
  return concat(...parts.flatMap((part) => [u32(part.length), part]));
}

/**
 * Inverse of `transcript`: the fields, as bytes.
 * @throws RangeError or TypeError when the label, the number of fields or a length is wrong.
 */
export function parseTranscript(label: TranscriptLabel, count: number, bytes: Uint8Array): Bytes[] {
  const reader = new ByteReader(bytes);
  const found = fromUtf8(reader.take(reader.u32()));
  if (found !== PREFIX + label) throw new TypeError(`not a ${label} transcript`);
  const fields = Array.from({ length: count }, () => reader.take(reader.u32()));
  reader.end();
  return fields;
}

/** A u64 field of a parsed transcript. @throws RangeError unless eight bytes below 2^53. */
export function u64Field(field: Uint8Array): number {
  const reader = new ByteReader(field);
  const value = reader.u64();
  reader.end();
  return value;
}
