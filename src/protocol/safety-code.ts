import { IDENTITY_KEY_BYTES } from './bundle.ts';
import { type Bytes, equal, fromBase64url, toBase64url } from './bytes.ts';

/** The text of the QR code in which one person shows both identity keys to the other's camera. */

const PREFIX = 'live-chat/v1/keys:';
const FORM = /^live-chat\/v1\/keys:([\w-]+)\.([\w-]+)$/;

/** The identity keys of a conversation, as one of the two people has them. */
export interface KeyPair {
  readonly own: Bytes;
  readonly peer: Bytes;
}

/** The result of a scan: whether both keys are right, or that the text is not a safety code. */
export type CodeResult = 'match' | 'mismatch' | 'unreadable';

/** The code on a person's own screen, with their own key first. */
export function formatSafetyCode({ own, peer }: KeyPair): string {
  return `${PREFIX}${toBase64url(own)}.${toBase64url(peer)}`;
}

function readKey(text: string): Bytes | undefined {
  try {
    const key = fromBase64url(text);
    return key.length === IDENTITY_KEY_BYTES ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Compares a code that was scanned from the peer's screen with the conversation's keys; the peer's
 * key must be first.
 */
export function checkSafetyCode(text: string, { own, peer }: KeyPair): CodeResult {
  const [, first = '', second = ''] = FORM.exec(text) ?? [];
  const [theirs, ours] = [readKey(first), readKey(second)];
  if (theirs === undefined || ours === undefined) return 'unreadable';
  return equal(theirs, peer) && equal(ours, own) ? 'match' : 'mismatch';
}
