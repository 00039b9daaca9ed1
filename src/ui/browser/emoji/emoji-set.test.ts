import { beforeAll, describe, expect, it } from '@jest/globals';
import { emojiCategories, emojiCodes, emojiNames } from '../../builder/emoji-data.ts';
import { type Emoji, EmojiSet, POPULAR, TONES, withTone } from './emoji-set.ts';

const sets = new Map<string, EmojiSet>();
const LANGUAGES = ['ar', 'de', 'en', 'es', 'fi'];

beforeAll(async () => {
  const [categories, codes] = [await emojiCategories(), await emojiCodes()];
  for (const tag of LANGUAGES) {
    sets.set(tag, new EmojiSet(categories, codes, await emojiNames(tag), tag));
  }
});

const setOf = (tag: string): EmojiSet => {
  const set = sets.get(tag);
  if (set === undefined) throw new Error(`no emoji in ${tag}`);
  return set;
};
const found = (tag: string, query: string): string[] =>
  setOf(tag)
    .search(query, 8)
    .map(({ emoji }) => emoji);

describe('the search for emoji', () => {
  it.each([
    ['en', 'heart', '❤️'],
    ['en', 'thumbsup', '👍'],
    ['en', 'thumbs_up', '👍'],
    ['en', '+1', '👍'],
    ['en', 'coffee', '☕'],
    ['en', 'FINLAND', '🇫🇮'],
    ['de', 'herz', '❤️'],
    ['de', 'finnl', '🇫🇮'],
    ['es', 'corazon', '❤️'],
    ['es', 'cafe', '☕'],
    ['fi', 'sydän', '❤️'],
    ['fi', 'suomi', '🇫🇮'],
    ['ar', 'قلب', '❤️'],
    ['ar', 'فنلندا', '🇫🇮'],
    ['ar', 'قهوة', '☕'],
  ])('finds in %s by %s', (tag, query, emoji) => {
    expect(found(tag, query)).toContain(emoji);
  });

  it.each(LANGUAGES)('finds the short codes of other chats first in %s', (tag) => {
    const codes = ['tada', '+1', '-1', 'joy', 'heart', 'fire', 'white_check_mark', 'TADA'];
    expect(codes.map((code) => found(tag, code)[0])).toEqual([
      ...['🎉', '👍', '👎', '😂', '❤️', '🔥', '✅', '🎉'],
    ]);
    expect(found(tag, 'tad')).toContain('🎉');
    expect(setOf(tag).withCode('tada')?.emoji).toBe('🎉');
    expect(setOf(tag).withCode('tad')).toBeUndefined();
  });

  it('needs each word, and tells characters apart as the language does', () => {
    expect(found('en', 'red heart')[0]).toBe('❤️');
    expect(found('en', 'red heart')).not.toContain('💚');
    expect(found('en', 'red hear zebra')).toEqual([]);
    expect(found('fi', 'sydan')).toEqual([]);
    expect(found('en', '')).toEqual([]);
    expect(found('en', ': -')).toEqual([]);
  });

  it('finds no more than asked for', () => {
    expect(setOf('en').search('heart', 5)).toHaveLength(5);
  });
});

describe('the emoji', () => {
  it.each(LANGUAGES)('have names in %s', (tag) => {
    const all = setOf(tag).categories.flat();
    expect(all.length).toBeGreaterThan(1_500);
    expect(all.filter(({ name, emoji }) => name === '' || name === emoji)).toEqual([]);
    expect(setOf(tag).tones.filter(({ name }) => name === '')).toEqual([]);
  });

  it('have nine categories, each emoji once', () => {
    const { categories } = setOf('en');
    const all = categories.flat().map(({ emoji }) => emoji);
    expect(categories).toHaveLength(9);
    expect(new Set(all).size).toBe(all.length);
  });

  it('include the popular ones', () => {
    expect(POPULAR.filter((emoji) => setOf('en').find(emoji) === undefined)).toEqual([]);
  });

  it('are recommended for interchange in every skin tone', () => {
    // The flag needs a newer target of the compiler than the product's.
    const flag = 'v';
    const rgi = new RegExp('^\\p{RGI_Emoji}$', flag);
    const toned = setOf('en')
      .categories.flat()
      .filter(({ hasTones }) => hasTones);
    expect(toned.length).toBeGreaterThan(200);
    const written = toned.flatMap((each) => TONES.map((tone) => withTone(each, tone)));
    expect(written.filter((emoji) => !rgi.test(emoji))).toEqual([]);
  });

  it('take a skin tone on both people, and not where there is none', () => {
    const one = (emoji: string): Emoji =>
      setOf('en').find(emoji) ?? { emoji, name: '', hasTones: false };
    expect(withTone(one('👍'), '🏽')).toBe('👍🏽');
    expect(withTone(one('✌️'), '🏽')).toBe('✌🏽');
    expect(withTone(one('🧑‍🤝‍🧑'), '🏿')).toBe('🧑🏿‍🤝‍🧑🏿');
    expect(withTone(one('🤝'), '🏿')).toBe('🤝🏿');
    expect(withTone(one('😀'), '🏽')).toBe('😀');
    expect(withTone(one('👍'), '')).toBe('👍');
  });
});
