import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8 } from './bytes.ts';
import { TOKEN_LIFE_MS, TOKEN_MAX_AHEAD_MS } from './limits.ts';
import { anyBytes, anyToken, anyU64 } from './testing/arbitraries.ts';
import { codeOf, expectExactLength } from './testing/strictness.ts';
import { decodeToken, encodeToken, isCurrent, TOKEN_BYTES, tokenTranscript } from './token.ts';
import { parseTranscript, u64Field } from './transcript.ts';

const [anyParties, ANYBODY] = [
  fc.record({ owner: anyBytes(32), holder: anyBytes(32) }),
  new Uint8Array(32),
];

describe('a token', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(anyToken, (token) => {
        const bytes = encodeToken(token);
        expect(bytes).toHaveLength(TOKEN_BYTES);
        expect(decodeToken(bytes)).toEqual(token);
        expect(encodeToken(decodeToken(bytes))).toEqual(bytes);
      }),
    );
  });

  it('has exactly its length', () => {
    fc.assert(
      fc.property(anyToken, (token) => expectExactLength(encodeToken(token), decodeToken)),
      { numRuns: 10 },
    );
  });

  it('of another version or scope, and an expiry that does not fit the scope, are rejected', () => {
    fc.assert(
      fc.property(anyToken, fc.nat(255), (token, byte) => {
        const bytes = encodeToken(token);
        for (const [at, right] of bytes.subarray(0, 2).entries()) {
          fc.pre(byte !== right);
          const changed = new Uint8Array(bytes);
          changed[at] = byte;
          expect(codeOf(() => decodeToken(changed))).toBe('token-invalid');
        }
        const expires = token.scope === 'invite' ? 1 : 0;
        const wrong = encodeToken({ ...token, expires });
        expect(codeOf(() => decodeToken(wrong))).toBe('token-invalid');
      }),
    );
  });

  it('whose expiry is not a u64 of the protocol is rejected', () => {
    fc.assert(
      fc.property(anyToken, (token) => {
        const bytes = encodeToken(token).fill(0xff, 10, 18);
        expect(codeOf(() => decodeToken(bytes))).toBe('token-invalid');
      }),
    );
  });

  it('is signed over owner, holder, scope, serial and expiry', () => {
    fc.assert(
      fc.property(anyParties, anyToken, (parties, { signature: _, ...claim }) => {
        const fields = parseTranscript('token', 5, tokenTranscript(parties, claim));
        const holder = claim.scope === 'invite' ? ANYBODY : parties.holder;
        expect(fields.slice(0, 4)).toEqual([
          parties.owner,
          holder,
          utf8(claim.scope),
          claim.serial,
        ]);
        expect(u64Field(fields[4] ?? ANYBODY)).toBe(claim.expires);
      }),
    );
  });

  it('is signed for everybody when it is an invite, and otherwise for one holder', () => {
    fc.assert(
      fc.property(anyParties, anyBytes(32), anyToken, (parties, other, token) => {
        fc.pre(parties.holder.some((byte, index) => byte !== other[index]));
        const own = tokenTranscript(parties, token);
        const borrowed = tokenTranscript({ ...parties, holder: other }, token);
        expect(Buffer.compare(own, borrowed) === 0).toBe(token.scope === 'invite');
      }),
    );
  });
});

describe('a contact token', () => {
  const claim = (expires: number) => ({
    scope: 'contact' as const,
    serial: new Uint8Array(8),
    expires,
  });

  it('is valid until it expires, and not from too far in the future', () => {
    const ahead = TOKEN_LIFE_MS + TOKEN_MAX_AHEAD_MS;
    fc.assert(
      fc.property(anyU64, anyU64, (expires, now) => {
        fc.pre(now < Number.MAX_SAFE_INTEGER - ahead);
        expect(isCurrent(claim(expires), now)).toBe(expires > now && expires - now <= ahead);
      }),
    );
    expect(isCurrent(claim(1_000), 1_000)).toBe(false);
    expect(isCurrent(claim(1_001), 1_000)).toBe(true);
    expect(isCurrent(claim(1_000 + ahead), 1_000)).toBe(true);
    expect(isCurrent(claim(1_001 + ahead), 1_000)).toBe(false);
  });
});
