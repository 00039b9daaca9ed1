import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Bytes } from '../protocol/bytes.ts';
import type { TokenClaim, TokenParties } from '../protocol/token.ts';
import { generateIdentityKey, type IdentityKey } from './identity-key.ts';
import { randomBytes } from './random.ts';
import { countFlips, flipBits } from './testing/flip.ts';
import { signToken } from './token.ts';
import { verifyToken } from './verify.ts';

let [owner, holder, other]: IdentityKey[] = [];
let parties: TokenParties;
const contact: TokenClaim = { scope: 'contact', serial: randomBytes(8), expires: 5_000 };
const invite: TokenClaim = { scope: 'invite', serial: randomBytes(8), expires: 0 };

const keyOf = (key: IdentityKey | undefined): IdentityKey => {
  if (key === undefined) throw new TypeError('no key');
  return key;
};
const sign = (claim: TokenClaim): Promise<Bytes> => signToken(parties, claim, keyOf(owner).private);
const invalid = expect.objectContaining({ code: 'token-invalid' });

beforeAll(async () => {
  [owner, holder, other] = await Promise.all([1, 2, 3].map(generateIdentityKey));
  parties = { owner: keyOf(owner).public, holder: keyOf(holder).public };
});

describe('a token', () => {
  it('verifies between its owner and its holder, and says what was signed', async () => {
    expect(await verifyToken(await sign(contact), parties)).toEqual(contact);
    expect(await verifyToken(await sign(invite), parties)).toEqual(invite);
  });

  it('that is borrowed is rejected, unless it is an invite', async () => {
    const borrowed = { ...parties, holder: keyOf(other).public };
    await expect(verifyToken(await sign(contact), borrowed)).rejects.toThrow(invalid);
    expect(await verifyToken(await sign(invite), borrowed)).toEqual(invite);
  });

  it('is rejected at another owner, and when another person has signed it', async () => {
    for (const claim of [contact, invite]) {
      const elsewhere = { ...parties, owner: keyOf(other).public };
      await expect(verifyToken(await sign(claim), elsewhere)).rejects.toThrow(invalid);
      const forged = await signToken(parties, claim, keyOf(other).private);
      await expect(verifyToken(forged, parties)).rejects.toThrow(invalid);
    }
  });

  it('does not verify with any bit flipped', async () => {
    for (const claim of [contact, invite]) {
      const bytes = await sign(claim);
      const outcomes = await flipBits(bytes, (flipped) => verifyToken(flipped, parties));
      expect([...outcomes]).toEqual([['token-invalid', bytes.length * 8]]);
      expect(countFlips(outcomes)).toBe(bytes.length * 8);
    }
  });

  it('of a contact is not an invite token with the same serial', async () => {
    const bytes = await sign(contact);
    bytes[1] = 2;
    bytes.fill(0, 10, 18);
    await expect(verifyToken(bytes, parties)).rejects.toThrow(invalid);
  });
});
