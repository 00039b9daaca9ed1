import { type Bytes, compare } from '../protocol/bytes.ts';
import { transcript } from '../protocol/transcript.ts';

/**
 * Two people compare this number to detect an attacker between them (docs/protocol.md, "Safety
 * number").
 */

const ROUNDS = 100_000;
const GROUPS_PER_PERSON = 6;
const GROUP_BYTES = 5;
const GROUP_DIGITS = 5;

function digitsOf(group: Uint8Array): string {
  const number = group.reduce((value, byte) => value * 256 + byte, 0);
  return String(number % 10 ** GROUP_DIGITS).padStart(GROUP_DIGITS, '0');
}

/** 30 digits of one person: PBKDF2-HMAC-SHA-512 (RFC 8018) of the identity key. */
async function personDigits(identity: Bytes): Promise<string> {
  const key = await crypto.subtle.importKey('raw', identity, 'PBKDF2', false, ['deriveBits']);
  const salt = transcript('safety-number');
  const params = { name: 'PBKDF2', hash: 'SHA-512', salt, iterations: ROUNDS };
  const bits = GROUPS_PER_PERSON * GROUP_BYTES * 8;
  const derived = new Uint8Array(await crypto.subtle.deriveBits(params, key, bits));
  const groups = Array.from({ length: GROUPS_PER_PERSON }, (_, group) =>
    derived.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES),
  );
  return groups.map(digitsOf).join('');
}

/** The 60 digits of two people: the same for both, over their identity keys and nothing else. */
export async function safetyNumber(one: Bytes, other: Bytes): Promise<string> {
  const inOrder = [one, other].sort(compare);
  return (await Promise.all(inOrder.map(personDigits))).join('');
}
