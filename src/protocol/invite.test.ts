import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBase64url } from './bytes.ts';
import { formatInvite, parseInvite } from './invite.ts';
import { anyBytes, anyName, anyToken } from './testing/arbitraries.ts';
import { encodeToken } from './token.ts';

const identity = new Uint8Array(32).fill(7);
const key = toBase64url(identity);
const anyInviteToken = anyToken
  .filter(({ scope }) => scope === 'invite')
  .map((token) => encodeToken(token));
const contactToken = encodeToken({
  scope: 'contact',
  serial: new Uint8Array(8),
  expires: 7,
  signature: new Uint8Array(64),
});
const refused = expect.objectContaining({ code: 'invite-malformed' });

describe('an invite', () => {
  it('is a name and a key in the fragment of a link', () => {
    expect(formatInvite({ name: 'alice', identity })).toBe(`#alice.${key}`);
    expect(formatInvite({ name: 'Bob Ünal', identity })).toBe(`#Bob%20%C3%9Cnal.${key}`);
  });

  it('is read back, for any name and key, with or without a token', () => {
    fc.assert(
      fc.property(anyName, anyBytes(32), fc.option(anyInviteToken), (name, some, token) => {
        const invite = { name, identity: some, ...(token === null ? {} : { token }) };
        const fragment = formatInvite(invite);
        expect(parseInvite(fragment)).toEqual(invite);
        // A browser may or may not have encoded it.
        expect(parseInvite(decodeURIComponent(fragment))).toEqual(invite);
        expect(new URL(fragment, 'https://chat.example/').hash).toBe(fragment);
      }),
    );
  });

  it.each([
    ['without a name', `#.${key}`],
    ['without a key', '#alice'],
    ['with a short key', `#alice.${key.slice(0, -2)}`],
    ['with a key that is not canonical', `#alice.${key.slice(0, -1)}d`],
    ['with a name that nobody can have', `#%3Cb%3E.${key}`],
    ['with a name in another form than NFKC', `#${encodeURIComponent('ａｌｉｃｅ')}.${key}`],
    ['with half a percent sign', `#alice%.${key}`],
    ['with half a token', `#alice.${key}.${key}`],
    ['with a contact token', `#alice.${key}.${toBase64url(contactToken)}`],
    ['without its mark', `alice.${key}`],
    ['that is empty', ''],
  ])('%s is rejected', (_what, fragment) => {
    expect(() => parseInvite(fragment)).toThrow(refused);
  });
});
