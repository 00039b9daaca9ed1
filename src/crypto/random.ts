import type { Bytes } from '../protocol/bytes.ts';

/** Random bytes from the platform's cryptographic generator. */
export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}
