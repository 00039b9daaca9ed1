import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../protocol/bytes.ts';
import { generateIdentityKey } from './identity-key.ts';
import { safetyNumber } from './safety-number.ts';

const key = (byte: number) => new Uint8Array(32).fill(byte);

/** The same with Node's PBKDF2, following the text of docs/protocol.md. */
function personDigits(identity: Uint8Array): string {
  const label = utf8('live-chat/v1/safety-number');
  const salt = Buffer.concat([Buffer.of(0, 0, 0, label.length), label]);
  const derived = pbkdf2Sync(identity, salt, 100_000, 30, 'sha512');
  const groups = [0, 5, 10, 15, 20, 25].map((at) => derived.readUIntBE(at, 5) % 100_000);
  return groups.map((group) => String(group).padStart(5, '0')).join('');
}

describe('a safety number', () => {
  it('has 60 digits, and is the same for both', async () => {
    const [alice, bob] = await Promise.all([generateIdentityKey(), generateIdentityKey()]);
    const number = await safetyNumber(alice.public, bob.public);
    expect(number).toMatch(/^\d{60}$/);
    expect(await safetyNumber(bob.public, alice.public)).toBe(number);
  });

  it('is computed as docs/protocol.md says, the smaller key first', async () => {
    expect(await safetyNumber(key(9), key(8))).toBe(personDigits(key(8)) + personDigits(key(9)));
    expect(await safetyNumber(key(127), key(128))).toBe(
      personDigits(key(127)) + personDigits(key(128)),
    );
  });

  it('differs for any other key', async () => {
    const number = await safetyNumber(key(1), key(2));
    const changed = key(2);
    changed[31] = 3;
    const other = await safetyNumber(key(1), changed);
    expect(other.slice(0, 30)).toBe(number.slice(0, 30));
    expect(other.slice(30)).not.toBe(number.slice(30));
  });
});
