import { TextFolder } from '../../../client/search/text-folder.ts';

/** An emoji as the picker shows it. */
export interface Emoji {
  readonly emoji: string;
  /** In the language of the page. */
  readonly name: string;
  readonly hasTones: boolean;
}

/** An emoji with what it is searched by. */
interface Searched extends Emoji {
  /** The name, folded, in words. */
  readonly nameWords: readonly string[];
  /** The words of its keywords, folded. */
  readonly keywords: readonly string[];
  /** Its short codes, the same in all languages: `tada`. */
  readonly codes: readonly string[];
}

/** The five skin tones of Unicode from light to dark, and none (Unicode Technical Standard 51, 2.4). */
export const TONES = ['', '🏻', '🏼', '🏽', '🏾', '🏿'] as const;
export type Tone = (typeof TONES)[number];

/** A skin tone and what the language calls it. */
export interface NamedTone {
  readonly tone: Tone;
  readonly name: string;
}

/** The emoji of the first row in the options of a message. */
export const COMMON = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
/** What people use most, by impression. Searches prefer it, and it is offered until there are recent ones. */
export const POPULAR: readonly string[] = [
  ...COMMON,
  ...'😀 😅 🙂 😉 😊 😍 😘 😎 🤔 🙄 😴 😐 😕 😭 😡 🥳 🤯 🤷 🤦 👋 👌 ✌️ 👏 🙌 💪 🤝 👀 💯 ✅ ❌ ❓ 🔥 ✨ 🎉 💔 💚 ☕ 🌹 🐈 🐕'.split(
    ' ',
  ),
];

/** Popular ones by their place, before all others. */
const PLACES = new Map(POPULAR.map((emoji, index) => [emoji, index - POPULAR.length]));
const REGIONAL_A = 0x1f1e6;
const COUNTRY_FLAG = /^\p{RI}{2}$/u;
/** Punctuation separates words, except where it is all there is, as in `+1`. */
const SEPARATORS = /[\s\p{Pd}\p{Ps}\p{Pe}_:,،“”’']+/u;

/** ISO 3166 code of a flag: its two regional indicators are its characters. */
const countryOf = (flag: string): string =>
  [...flag]
    .map((sign) => String.fromCharCode((sign.codePointAt(0) ?? 0) - REGIONAL_A + 65))
    .join('');

/**
 * An emoji in a skin tone. A pair of people holding hands takes it on both people, and not on the hands between
 * them.
 */
export function withTone({ emoji, hasTones }: Emoji, tone: Tone): string {
  if (!hasTones || tone === '') return emoji;
  return emoji.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/gu, (sign: string, base: string) =>
    base === '🤝' && emoji !== base ? sign : `${base}${tone}`,
  );
}

/** All emoji, by category, and their search by names and keywords in one language. */
export class EmojiSet {
  readonly categories: readonly (readonly Emoji[])[];
  /** The five skin tones. */
  readonly tones: readonly NamedTone[];
  readonly #all: readonly Searched[];
  readonly #byEmoji: ReadonlyMap<string, Emoji>;
  readonly #byCode: ReadonlyMap<string, Emoji>;
  readonly #folder: TextFolder;

  /**
   * @param categories each with its emoji, with spaces between them; a `+` after one: it has skin tones
   * @param codes a line for each emoji with its short codes, with spaces between them
   * @param names a line for each skin tone with its name, and one for each emoji: its name, and its keywords after `|`
   * @param locale BCP 47
   */
  constructor(categories: readonly string[], codes: string, names: string, locale: string) {
    this.#folder = new TextFolder(locale);
    const countries = new Intl.DisplayNames(locale, { type: 'region' });
    const lines = names.split('\n');
    const codeLines = codes.split('\n');
    this.tones = TONES.slice(1).map((tone, index) => ({ tone, name: lines[index] ?? '' }));
    let at = this.tones.length;
    const searched = categories.map((category) =>
      category.split(' ').map((written) => {
        const emoji = written.replace('+', '');
        const [named = '', ...keywords] = (lines[at++] ?? '').split('|');
        const name = COUNTRY_FLAG.test(emoji) ? (countries.of(countryOf(emoji)) ?? emoji) : named;
        return {
          ...{ emoji, name, hasTones: written.endsWith('+') },
          nameWords: this.#words(name),
          keywords: keywords.flatMap((keyword) => this.#words(keyword)),
          codes: (codeLines[at - this.tones.length - 1] ?? '').split(' ').filter(Boolean),
        };
      }),
    );
    this.categories = searched;
    this.#all = searched.flat();
    this.#byEmoji = new Map(this.#all.map((each) => [each.emoji, each]));
    this.#byCode = new Map(this.#all.flatMap((each) => each.codes.map((code) => [code, each])));
  }

  /** An emoji without a skin tone, as it is listed. */
  find(emoji: string): Emoji | undefined {
    return this.#byEmoji.get(emoji);
  }

  /** The emoji with a short code. */
  withCode(code: string): Emoji | undefined {
    return this.#byCode.get(code.toLowerCase());
  }

  /**
   * The emoji whose name or keywords have a word that begins with each word of the query. Names come first, of
   * these popular and short ones: `heart` is rather a red heart than a heart with an arrow. A whole short code comes
   * before all names, and the beginning of one after them.
   * @param limit how many at most
   */
  search(query: string, limit: number): readonly Emoji[] {
    const wanted = this.#words(query);
    if (wanted.length === 0) return [];
    const code = query.trim().toLowerCase();
    const coded = this.withCode(code);
    const ranks: Searched[][] = [[], [], [], []];
    for (const each of this.#all) {
      if (each === coded) continue;
      const rank = rankOf(each, wanted, code);
      if (rank !== undefined) ranks[rank]?.push(each);
    }
    const length = ({ emoji, nameWords }: Searched): number =>
      PLACES.get(emoji) ?? nameWords.length;
    for (const rank of ranks) rank.sort((one, other) => length(one) - length(other));
    return [...(coded === undefined ? [] : [coded]), ...ranks.flat()].slice(0, limit);
  }

  #words(text: string): string[] {
    return this.#folder.fold(text).split(SEPARATORS).filter(Boolean);
  }
}

/**
 * 0: the name itself; 1: each word is in the name; 2: among the keywords as written; 3: begins one of them, or a short
 * code.
 */
function rankOf(
  { nameWords, keywords, codes }: Searched,
  wanted: readonly string[],
  code: string,
): number | undefined {
  // `thumbsup` is `thumbs up`.
  const [name, query] = [nameWords.join(''), wanted.join('')];
  if (name === query) return 0;
  const begins = (words: readonly string[]): boolean =>
    wanted.every((word) => words.some((each) => each.startsWith(word)));
  if (name.startsWith(query) || begins(nameWords)) return 1;
  if (wanted.every((word) => keywords.includes(word))) return 2;
  const isBegun =
    codes.some((each) => each.startsWith(code)) || begins([...nameWords, ...keywords]);
  return isBegun ? 3 : undefined;
}
