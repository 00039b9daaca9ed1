import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBase64url } from './bytes.ts';
import { checkSafetyCode, formatSafetyCode } from './safety-code.ts';
import { anyBytes } from './testing/arbitraries.ts';

const key = (byte: number) => new Uint8Array(32).fill(byte);
const [alice, bob, mallory] = [key(1), key(2), key(3)];
const bobsScreen = formatSafetyCode({ own: bob, peer: alice });

describe('a safety code', () => {
  it('is text that says on whose screen it is', () => {
    expect(bobsScreen).toBe(`live-chat/v1/keys:${toBase64url(bob)}.${toBase64url(alice)}`);
  });

  it('matches when both keys are right, each in its position', () => {
    fc.assert(
      fc.property(anyBytes(32), anyBytes(32), (one, other) => {
        const code = formatSafetyCode({ own: one, peer: other });
        expect(checkSafetyCode(code, { own: other, peer: one })).toBe('match');
      }),
    );
  });

  it.each([
    ['somebody else’s screen', formatSafetyCode({ own: mallory, peer: alice })],
    ['a screen that shows it to somebody else', formatSafetyCode({ own: bob, peer: mallory })],
    ['one’s own screen', formatSafetyCode({ own: alice, peer: bob })],
  ])('of %s does not match', (_what, code) => {
    expect(checkSafetyCode(code, { own: alice, peer: bob })).toBe('mismatch');
  });

  it.each([
    ['', 'https://chat.example/#alice.AAAA'],
    ['truncated', bobsScreen.slice(0, -1)],
    ['longer', `${bobsScreen}A`],
    ['of another version', bobsScreen.replace('/v1/', '/v2/')],
    ['with a space before it', ` ${bobsScreen}`],
  ])('%s is unreadable', (_what, text) => {
    expect(checkSafetyCode(text, { own: alice, peer: bob })).toBe('unreadable');
  });
});
