import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLooks } from './look-alike.ts';
import { foldName, parseName } from './name.ts';
import { CONFUSABLES } from './unicode/confusables.ts';

const lookOf = readLooks(CONFUSABLES);

describe('the look of a name', () => {
  it.each([
    ['alice', 'aIice'],
    ['alice', 'al1ce'],
    ['Alice', 'Ali\u0307ce'],
    ['Alice', 'АӏІсе'],
    ['Alice', 'ALİCE'],
    ['Bob', 'B\u1d0fb'],
    ['Bob', 'ВОВ'],
    ['Oscar', '0scar'],
    ['modern', 'rnodern'],
    ['Вера', 'Bepa'],
  ])('of %s is that of %s', (name, other) => {
    expect(lookOf(other)).toBe(lookOf(name));
    expect(foldName(other) === foldName(name)).toBe(false);
  });

  it.each([
    ['alice', 'alyce'],
    ['Zoë', 'Zoe'],
    ['Bob', 'Rob'],
    ['Jan', 'Ján'],
    ['宮田', '宫田'],
    ['नमस्ते', 'नमस्कार'],
    ['alice', 'alice 2'],
  ])('of %s is not that of %s', (name, other) => {
    expect(lookOf(other)).not.toBe(lookOf(name));
  });

  it('is the same however the name is composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 32 }), (name) => {
        expect(lookOf(name.normalize('NFD'))).toBe(lookOf(name.normalize('NFC')));
      }),
    );
  });
});

describe('the table of confusable characters', () => {
  it('has characters that a name may have, each once, and none that is its own prototype', () => {
    let point = 0;
    const entries = CONFUSABLES.split(' ').map((entry) => {
      const [step = 0, ...to] = entry.split('.').map((part) => Number.parseInt(part, 36));
      point += step;
      return { step, from: String.fromCodePoint(point), to: String.fromCodePoint(...to) };
    });
    expect(entries.length).toBeGreaterThan(1500);
    expect(entries.filter(({ step, from, to }) => step <= 0 || from === to)).toEqual([]);
    const wrong = entries.filter(({ from }) => /[^\p{L}\p{M}\p{Nd} ._-]/u.test(from));
    expect(wrong).toEqual([]);
    expect(parseName('Аӏісе')).toBe('Аӏісе');
  });
});
