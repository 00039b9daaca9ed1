import { type Bytes, toBase64url } from '../protocol/bytes.ts';
import { decodeRecord, type RecordBody, replacedHash } from '../protocol/record.ts';
import { sha256 } from './hash.ts';

/**
 * The hash of a record in its stream, in base64url: SHA-256 of its bytes, or what it gives as the hash of
 * the record that it replaces.
 * @param record its bytes
 * @param body what is in it, if that is known
 * @throws ChatError `record-malformed`
 */
export async function recordHash(
  record: Bytes,
  body: RecordBody = decodeRecord(record).body,
): Promise<string> {
  return replacedHash(body) ?? toBase64url(await sha256(record));
}
