import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldName, parseName } from './name.ts';
import { anyName } from './testing/arbitraries.ts';
import { codeOf } from './testing/strictness.ts';

const refusal = (name: string) => codeOf(() => parseName(name));

describe('a name', () => {
  it.each([
    'alice',
    'Bob Ünal',
    'a',
    'x'.repeat(32),
    '𠮷'.repeat(32),
    'o.o_o-o 7',
    'Ἀθηνᾶ',
    'Наталья',
    'מִרְיָם',
    'عَلِيّ ٤٢',
    'प्रिया',
    'สมชาย',
    '홍길동 kim',
    '田中 さくら サクラ a',
    'ㄅㄆㄇ 王 wang',
  ])('may be %j', (name) => {
    expect(parseName(name)).toBe(name.normalize('NFKC'));
  });

  it.each([
    ['', 'name-empty'],
    ['   ', 'name-empty'],
    ['\u3000\t\n', 'name-empty'],
    ['x'.repeat(33), 'name-too-long'],
    ['ﷺﷺ', 'name-too-long'],
    [' alice', 'name-spaces'],
    ['alice ', 'name-spaces'],
    ['al  ice', 'name-spaces'],
    ['al\u00a0\u2003ice', 'name-spaces'],
    ['alice@example', 'name-characters'],
    ['<b>', 'name-characters'],
    ['al\nice', 'name-characters'],
    ['alice 🙂', 'name-characters'],
    ['ali\u202ece', 'name-characters'],
    ['½ pint', 'name-characters'],
    ['ᏣᎳᎩ', 'name-characters'],
    ['al\ud800ice', 'name-characters'],
    ['pаypal', 'name-mixed-scripts'],
    ['Αlice', 'name-mixed-scripts'],
    ['alice ١', 'name-mixed-scripts'],
    ['Иван ひ', 'name-mixed-scripts'],
    ['さくら 홍', 'name-mixed-scripts'],
  ] as const)('%j is rejected: %s', (name, code) => {
    expect(refusal(name)).toBe(code);
  });

  it.each([
    ['a Hangul filler', '\u3164'],
    ['a halfwidth Hangul filler', '\uffa0'],
    ['a leading Hangul filler', '\u115f'],
    ['a variation selector', '\ufe0f'],
    ['a grapheme joiner', '\u034f'],
    ['a zero-width space', '\u200b'],
    ['a zero-width joiner', '\u200d'],
    ['a soft hyphen', '\u00ad'],
    ['a byte order mark', '\ufeff'],
    ['a tag', '\u{e0061}'],
  ])('that differs from another only by %s, which is invisible, is rejected', (_, invisible) => {
    expect(refusal(`ali${invisible}ce`)).toBe('name-characters');
    expect(refusal(`홍길${invisible}동`)).toBe('name-characters');
  });

  it.each([
    ['at the beginning', '\u0301alice'],
    ['behind a space', 'al \u0301ice'],
    ['behind a dot', 'al.\u0336ice'],
    ['in a pile', 'alice\u0336\u0337\u0338\u0335'],
  ])('with a mark %s is rejected', (_, name) => {
    expect(refusal(name)).toBe('name-characters');
  });

  it('is converted to one form however it was typed', () => {
    expect(parseName('Zoe\u0308')).toBe('Zoë');
    expect(parseName('ＡＢＣ１')).toBe('ABC1');
    expect(parseName('ﬁn')).toBe('fin');
    expect(parseName('𝓪𝓵𝓲𝓬𝓮')).toBe('alice');
  });

  it('is measured in code points of that form', () => {
    expect(parseName(`${'e\u0301'.repeat(32)}`)).toBe('é'.repeat(32));
    expect(refusal('ﬃ'.repeat(11))).toBe('name-too-long');
  });

  it('that was parsed once is parsed to itself again', () => {
    fc.assert(fc.property(anyName, (name) => expect(parseName(name)).toBe(name)));
  });

  it('of any text is parsed or rejected with its code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(refusal(text) ?? 'none').toMatch(/^name-|^none$/);
      }),
    );
  });
});

describe('a folded name', () => {
  it.each([
    ['alice', 'ALICE'],
    ['Bob Ünal', 'BOB U\u0308NAL'],
    ['straße', 'STRASSE'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['ΣΑΣ', 'σασ'],
    ['ırmak', 'IRMAK'],
    ['İzmir', 'i\u0307zmir'],
    ['ＡＬＩＣＥ', 'alice'],
    ['Kelvin', '\u212aelvin'],
  ])('is the same for %j and %j', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it.each([
    ['alice', 'alicе'],
    ['alice', 'älice'],
    ['alice', 'alice 2'],
    ['al.ice', 'al-ice'],
  ])('differs for %j and %j', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });

  it('is the same for the name in upper and in lower case', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const folded = foldName(name);
        expect(foldName(name.toUpperCase())).toBe(folded);
        expect(foldName(name.toLowerCase())).toBe(folded);
      }),
    );
  });

  it('is folded to itself', () => {
    fc.assert(
      fc.property(anyName, (name) => expect(foldName(foldName(name))).toBe(foldName(name))),
    );
  });

  it("begins with every folded prefix of the name, as the lobby's search requires", () => {
    const whole = foldName('Κώστας ΣΑΣ');
    for (const beginning of ['Κ', 'Κώ', 'Κώσ', 'κώς', 'ΚΏΣ', 'Κώστας', 'κώστας σ', 'Κώστας Σας']) {
      expect(whole.startsWith(foldName(beginning))).toBe(true);
    }
    const text = fc.string({ unit: fc.constantFrom(...'aßİıΣσςЯ李'), minLength: 1 });
    fc.assert(
      fc.property(text, fc.nat(), (name, cut) => {
        const beginning = name.slice(0, cut % (name.length + 1));
        expect(foldName(name).startsWith(foldName(beginning))).toBe(true);
      }),
    );
  });
});
