import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';
import { gemoji } from 'gemoji';
import * as v from 'valibot';

/**
 * The data of the emoji picker (browser/emoji): the list of emoji, from Unicode's emoji-test.txt by way of
 * unicode-emoji-json, their names and keywords in a language, from Unicode's CLDR, and the short codes that GitHub
 * and other chats use (`:tada:`), from gemoji.
 */

/** The packages that the data comes from. Their licences belong to the page. */
export const EMOJI_PACKAGES = ['cldr-annotations-full', 'gemoji', 'unicode-emoji-json'] as const;

/** Older devices have no pictures of what came later (Unicode 15.1 is of September 2023). */
const NEWEST_VERSION = 15.1;

const GROUPS = v.array(
  v.object({
    emojis: v.array(
      v.object({
        emoji: v.string(),
        emoji_version: v.string(),
        skin_tone_support: v.boolean(),
        skin_tone_support_unicode_version: v.optional(v.string()),
      }),
    ),
  }),
);
const ANNOTATIONS = v.object({
  annotations: v.object({
    annotations: v.record(
      v.string(),
      v.object({ default: v.optional(v.array(v.string()), []), tts: v.array(v.string()) }),
    ),
  }),
});
type Annotations = v.InferOutput<typeof ANNOTATIONS>['annotations']['annotations'];

const { resolve } = createRequire(import.meta.url);
const readJson = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(resolve(path), 'utf8'));

/** CLDR names emoji without the selector of their form (Unicode Technical Standard 35, part 2, 14). */
const withoutSelectors = (emoji: string): string => emoji.replaceAll('\ufe0f', '');
/** The modifiers of Unicode Technical Standard 51, 2.4. */
const SKIN_TONES = ['🏻', '🏼', '🏽', '🏾', '🏿'];
/** A flag of a country, whose name the browser knows. */
const COUNTRY_FLAG = /^\p{RI}{2}$/u;
/** Somebody with red, curly, white or no hair is named after both. */
const HAIR = /^(.+)\u200d([\u{1f9b0}-\u{1f9b3}])$/u;

function annotationOf(emoji: string, annotations: Annotations): readonly string[] | undefined {
  const plain = withoutSelectors(emoji);
  const found = annotations[plain];
  if (found !== undefined) return [...found.tts, ...found.default];
  const [, person = '', hair = ''] = HAIR.exec(plain) ?? [];
  const [one, other] = [annotations[person], annotations[hair]];
  if (one === undefined || other === undefined) return undefined;
  return [`${one.tts[0]}: ${other.tts[0]}`, ...one.default, ...other.default];
}

async function readAnnotations(tag: string): Promise<Annotations> {
  const data = await readJson(`cldr-annotations-full/annotations/${tag}/annotations.json`);
  return v.parse(ANNOTATIONS, data).annotations.annotations;
}

interface Entry {
  readonly emoji: string;
  readonly hasTones: boolean;
}
type Categories = readonly (readonly Entry[])[];

/**
 * The emoji of each category in Unicode's order. Combinations that CLDR names by a rule alone are left out: most
 * devices show families as a plain symbol, and who walks to the right without a picture of it.
 */
async function readCategories(): Promise<Categories> {
  const groups = v.parse(GROUPS, await readJson('unicode-emoji-json/data-by-group.json'));
  const english = await readAnnotations('en');
  const isKnown = (version: string | undefined): boolean => Number(version) <= NEWEST_VERSION;
  return groups.map(({ emojis }) =>
    emojis
      .filter(({ emoji_version }) => isKnown(emoji_version))
      .filter(({ emoji }) => COUNTRY_FLAG.test(emoji) || annotationOf(emoji, english) !== undefined)
      .map(({ emoji, skin_tone_support, skin_tone_support_unicode_version: since }) => ({
        emoji,
        hasTones: skin_tone_support && isKnown(since),
      })),
  );
}

let read: Promise<Categories> | undefined;
/** Read once in a process: each language of each build needs them. */
const categoriesOnce = (): Promise<Categories> => {
  read ??= readCategories();
  return read;
};

/** The emoji of each category, with spaces between them. A `+` after one: it has skin tones. */
export async function emojiCategories(): Promise<readonly string[]> {
  const categories = await categoriesOnce();
  return categories.map((entries) =>
    entries.map(({ emoji, hasTones }) => (hasTones ? `${emoji}+` : emoji)).join(' '),
  );
}

/** The keywords that say more than the name does. */
function usefulKeywords([name = '', ...keywords]: readonly string[]): readonly string[] {
  const words = new Set(name.toLowerCase().split(/[\s:,،-]+/));
  return keywords.filter(
    (keyword, index) =>
      keywords.indexOf(keyword) === index &&
      !keyword
        .toLowerCase()
        .split(/[\s-]+/)
        .every((word) => words.has(word)),
  );
}

async function readNames(tag: string): Promise<string> {
  const [categories, annotations] = [await categoriesOnce(), await readAnnotations(tag)];
  const lines = categories.flat().map(({ emoji }) => {
    if (COUNTRY_FLAG.test(emoji)) return '';
    const annotation = annotationOf(emoji, annotations) ?? [];
    return [annotation[0] ?? '', ...usefulKeywords(annotation)].join('|');
  });
  const tones = SKIN_TONES.map((tone) => annotations[tone]?.tts[0] ?? '');
  return [...tones, ...lines].join('\n');
}

const namesOf = new Map<string, Promise<string>>();

/**
 * The names of the five skin tones in a language, and of the emoji in the order of the list: a line for each, with
 * the keywords of an emoji after `|`. The line of a country's flag is empty. Read once in a process.
 * @param tag BCP 47
 */
export function emojiNames(tag: string): Promise<string> {
  const names = namesOf.get(tag) ?? readNames(tag);
  namesOf.set(tag, names);
  return names;
}

const SHORT_CODES: ReadonlyMap<string, readonly string[]> = new Map(
  gemoji.map(({ emoji, names }) => [withoutSelectors(emoji), names]),
);

/** The short codes of the emoji in the order of the list: a line for each, empty for the flag of a country. */
export async function emojiCodes(): Promise<string> {
  const emoji = (await categoriesOnce()).flat().map((entry) => entry.emoji);
  return emoji
    .map((each) => (COUNTRY_FLAG.test(each) ? [] : (SHORT_CODES.get(withoutSelectors(each)) ?? [])))
    .map((codes) => codes.join(' '))
    .join('\n');
}

/** Writes the data into the modules of browser/emoji/data. */
export const EMOJI_DATA: Plugin = {
  name: 'emoji-data',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/emoji\/data\/list\.ts$/ }, async () => ({
      contents: `export const categories = ${JSON.stringify(await emojiCategories())};`,
    }));
    onLoad({ filter: /\/emoji\/data\/codes\.ts$/ }, async () => ({
      contents: `export const codes = ${JSON.stringify(await emojiCodes())};`,
    }));
    onLoad({ filter: /\/emoji\/data\/names-\w+\.ts$/ }, async ({ path }) => {
      const [, tag = ''] = /names-(\w+)\.ts$/.exec(path) ?? [];
      return { contents: `export const names = ${JSON.stringify(await emojiNames(tag))};` };
    });
  },
};
