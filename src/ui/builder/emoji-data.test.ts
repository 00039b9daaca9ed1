import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../strings/languages.ts';
import { emojiCategories, emojiCodes, emojiNames } from './emoji-data.ts';

/** The names and keywords in a language with the short codes, compressed. */
const NAMES_BYTES = 45 * 1024;

describe('the data of the emoji picker', () => {
  it.each(LANGUAGES.map(({ tag }) => tag))('weighs at most 45 KiB in %s', async (tag) => {
    const names = await emojiNames(tag);
    expect(names.length).toBeGreaterThan(30_000);
    expect(
      brotliCompressSync(names).length + brotliCompressSync(await emojiCodes()).length,
    ).toBeLessThanOrEqual(NAMES_BYTES);
  });

  it('has a line for each skin tone and each emoji', async () => {
    const count = (await emojiCategories()).join(' ').split(' ').length;
    expect((await emojiNames('en')).split('\n')).toHaveLength(5 + count);
    expect((await emojiCodes()).split('\n')).toHaveLength(count);
  });

  it('has no emoji that older devices cannot show', async () => {
    const all = (await emojiCategories()).join(' ');
    expect(all).toContain('🫨');
    expect(all).not.toContain('🫩');
  });
});
