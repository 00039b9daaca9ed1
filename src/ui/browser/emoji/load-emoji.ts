import { EmojiSet } from './emoji-set.ts';

/** The names of emoji by language: each is a chunk of its own. */
const NAMES: Readonly<Record<string, () => Promise<{ readonly names: string }>>> = {
  ar: () => import('./data/names-ar.ts'),
  de: () => import('./data/names-de.ts'),
  en: () => import('./data/names-en.ts'),
  es: () => import('./data/names-es.ts'),
  fi: () => import('./data/names-fi.ts'),
};

let loaded: Promise<EmojiSet> | undefined;

async function load(): Promise<EmojiSet> {
  const { lang } = document.documentElement;
  const [{ categories }, { codes }, { names }] = await Promise.all([
    import('./data/list.ts'),
    import('./data/codes.ts'),
    (NAMES[lang] ?? NAMES['en'])?.() ?? { names: '' },
  ]);
  return new EmojiSet(categories, codes, names, lang);
}

/** The emoji with their names in the language of the page, loaded once. @throws when they cannot be loaded */
export function loadEmoji(): Promise<EmojiSet> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}
