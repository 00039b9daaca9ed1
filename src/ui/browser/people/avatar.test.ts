import { describe, expect, it } from '@jest/globals';
import { avatarOf, TONES } from './avatar.ts';

describe('initials', () => {
  it.each([
    ['alice', 'A'],
    ['Mira Koski', 'MK'],
    ['jean-luc von picard', 'JP'],
    ['أمل', 'أ'],
    ['zoë', 'Z'],
    ['नमस्ते दुनिया', 'नदु'],
    ['2 cool', '2C'],
    ['', ''],
  ])('of %s are %s', (name, initials) => {
    expect(avatarOf('key', name).initials).toBe(initials);
  });
});

describe('the colour', () => {
  it('belongs to the key and not to the name', () => {
    expect(avatarOf('someKey', 'alice').tone).toBe(avatarOf('someKey', 'bob').tone);
  });

  it('differs between keys, and all colours are used', () => {
    const keys = Array.from({ length: 400 }, (_each, n) => `key${n}${n * 7}`);
    expect(new Set(keys.map((key) => avatarOf(key, '').tone)).size).toBe(TONES);
  });
});
