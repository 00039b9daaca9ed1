import { AR } from './ar/index.ts';
import { DE } from './de/index.ts';
import { EN } from './en/index.ts';
import { ES } from './es/index.ts';
import { FI } from './fi/index.ts';
import type { Translation } from './translation.ts';

/** A language of the page. */
export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** What the language calls itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly translation: Translation;
}

export const ENGLISH: Language = {
  tag: 'en',
  name: 'English',
  direction: 'ltr',
  translation: EN,
};

/** The languages of the page. Who asks for none of them gets the first one. */
export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  { tag: 'ar', name: 'العربية', direction: 'rtl', translation: AR },
  { tag: 'de', name: 'Deutsch', direction: 'ltr', translation: DE },
  { tag: 'es', name: 'Español', direction: 'ltr', translation: ES },
  { tag: 'fi', name: 'Suomi', direction: 'ltr', translation: FI },
];

/** The file of the page in a language, in the folder of the built page. */
export const pageFile = ({ tag }: Pick<Language, 'tag'>): string =>
  tag === ENGLISH.tag ? 'index.html' : `index.${tag}.html`;
