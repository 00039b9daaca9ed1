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

  it('knows where its parts come from', () => {
    const { text, origins } = new TextFolder('de').foldWithOrigins('Großer Ärger 🎉');
    expect(text).toBe('grosser arger 🎉');
    expect(origins[text.indexOf('arger')]).toBe(7);
    expect(origins).toHaveLength(text.length);
  });
});
