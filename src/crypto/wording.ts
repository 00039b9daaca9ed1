import { type Bytes, fromBase64url, toBase64url } from '../protocol/bytes.ts';
import { transcript } from '../protocol/transcript.ts';
import { sha256 } from './hash.ts';

/**
 * The hash of one wording of a message, with which a reply or reaction names the wording that it is
 * about.
 * @param author identity key of the author of the message
 * @param id the id of the message, in base64url
 * @returns base64url
 */
export async function wordingHash(author: Bytes, id: string, text: string): Promise<string> {
  return toBase64url(await sha256(transcript('wording', author, fromBase64url(id), text)));
}
