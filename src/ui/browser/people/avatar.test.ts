import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { toBase64url } from '../../../protocol/bytes.ts';
import { avatarOf, PATTERNS, TONES, TURNS } from './avatar.ts';

const keyOf = (n: number): Uint8Array => createHash('sha256').update(`${n}`).digest();

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

describe('colour and pattern', () => {
  const keys = Array.from({ length: 4000 }, (_each, n) => toBase64url(keyOf(n)));

  it('belong to the key and not to the name', () => {
    expect(avatarOf('someKey', 'alice').tone).toBe(avatarOf('someKey', 'bob').tone);
  });

  it('differ between keys, and all of them are used about equally', () => {
    const uses = new Map<string, number>();
    for (const key of keys) {
      const { tone } = avatarOf(key, '');
      uses.set(tone, (uses.get(tone) ?? 0) + 1);
    }
    const all = TONES * PATTERNS * TURNS;
    // Of 4,000 keys, 98 % of 1,024 pictures are used, the most frequent one about a dozen times.
    expect(uses.size).toBeGreaterThan(0.95 * all);
    expect(Math.max(...uses.values())).toBeLessThan(20);
  });

  it('depend on every character of the key', () => {
    const [key = ''] = keys;
    const changed = [...key].map((character, index) => {
      const other = character === 'A' ? 'B' : 'A';
      return avatarOf(`${key.slice(0, index)}${other}${key.slice(index + 1)}`, '').tone;
    });
    const same = changed.filter((tone) => tone === avatarOf(key, '').tone);
    expect(same.length).toBeLessThanOrEqual(1);
  });

  it('have a rule in the style sheet for each class', () => {
    const css = readFileSync(new URL('../styles/avatars.css', import.meta.url), 'utf8');
    const classes = new Set(keys.flatMap((key) => avatarOf(key, '').tone.split(' ')));
    expect(classes.size).toBe(TONES + PATTERNS + TURNS);
    expect([...classes].filter((name) => !css.includes(`.${name} {`))).toEqual([]);
  });
});
