import { describe, expect, it } from '@jest/globals';
import { TextFolder } from './text-folder.ts';

const fold = (locale: string, text: string): string => new TextFolder(locale).fold(text);

describe('a folded text', () => {
  it.each([
    ['case', 'en', 'Hello WORLD', 'hello world'],
    ['accents', 'en', 'Café naïve', 'cafe naive'],
    ['umlauts in German', 'de', 'Mädchen', 'madchen'],
    ['ß', 'de', 'Straße', 'strasse'],
    ['Greek, with a final sigma', 'en', 'Όδος', 'οδοσ'],
    ['the hamza and vowels of Arabic', 'ar', 'أُحِبُّ الشَّاي', 'احب الشاي'],
    ['a stretched Arabic word', 'ar', 'مـرحـبا', 'مرحبا'],
    ['variants of an emoji', 'en', '❤️', '❤'],
    ['full-width characters', 'en', 'ＡＢＣ', 'abc'],
    ['characters that are composed of two', 'en', 'Cafe\u0301', 'cafe'],
  ])('is the same for %s', (_what, locale, text, folded) => {
    expect(fold(locale, text)).toBe(folded);
  });

  it('keeps characters apart that differ in the language', () => {
    expect(fold('fi', 'Äiti, Åbo')).toBe('äiti, åbo');
    expect(fold('fi', 'Áiti')).toBe('aiti');
    expect(fold('es', 'Año')).toBe('año');
    expect(fold('es', 'Camión')).toBe('camion');
    expect(fold('hi', 'कि')).not.toBe(fold('hi', 'क'));
  });

  it('keeps every character of an alphabet, digit, symbol and punctuation mark, but signs of vowels, stretching and recitation', () => {
    const folder = new TextFolder('en');
    const characters = Array.from({ length: 0x10000 }, (_each, unit) => String.fromCharCode(unit));
    const kept = /[\p{L}\p{N}\p{S}\p{P}]/u;
    // They have many, and none that is a sign.
    const others = /[\p{Lm}\p{Sk}\p{Script=Han}\p{Script=Hangul}]/u;
    const missing = characters.filter(
      (each) => kept.test(each) && !others.test(each) && folder.fold(each).trim() === '',
    );
    expect(missing.join('')).toMatch(
      /^[\u180a\u1cd3\u1cf2\u1cf3\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f]+$/u,
    );
  });

  it('knows where its parts come from', () => {
    const { text, origins } = new TextFolder('de').foldWithOrigins('Großer Ärger 🎉');
    expect(text).toBe('grosser arger 🎉');
    expect(origins[text.indexOf('arger')]).toBe(7);
    expect(origins).toHaveLength(text.length);
  });
});
