import { type Bytes, toBase64url } from '../protocol/bytes.ts';
import { decodeRecord, type RecordBody, replacedHash } from '../protocol/record.ts';
import { sha256 } from './hash.ts';

/**
 * The hash of a record in its stream, in base64url: SHA-256 of its bytes, or the hash that it
 * states for the record that it replaces.
 * @param record its bytes
 * @param body its body, if known
 * @throws ChatError `record-malformed`
 */
export async function recordHash(
  record: Bytes,
  body: RecordBody = decodeRecord(record).body,
): Promise<string> {
  return replacedHash(body) ?? toBase64url(await sha256(record));
}
