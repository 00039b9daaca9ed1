import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { LANGUAGES, type Language } from '../strings/languages.ts';
import type { Labels } from './labels.ts';

const MANIFEST = v.object({ version: v.string(), license: v.string() });

function readManifest() {
  const path = new URL('../../../package.json', import.meta.url);
  return v.parse(MANIFEST, JSON.parse(readFileSync(path, 'utf8')));
}

const { version, license } = readManifest();
const names = Object.fromEntries(LANGUAGES.map(({ tag, name }) => [tag, name]));

/**
 * The labels of the page in a language, with what is the same in every one: the version and licence
 * from package.json, and what each language calls itself.
 */
export const labelsOf = ({ tag, direction, translation }: Language): Labels => ({
  ...translation.labels,
  page: { language: tag, direction },
  build: { version, licence: license },
  languages: names,
});

/** What components say in a language: strings/catalogue.ts. */
export const stringsOf = ({ translation: { messages, errors } }: Language) => ({
  ...messages,
  error: errors,
});
