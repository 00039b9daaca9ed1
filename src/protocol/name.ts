import { ChatError } from './errors.ts';
import { lazy } from './lazy.ts';
import { NAME_MAX_LENGTH } from './limits.ts';

/** Scripts in everyday use (UAX #31, table 5). Characters of any other script are rejected. */
const SCRIPTS = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Thaana',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thai',
  'Lao',
  'Tibetan',
  'Myanmar',
  'Georgian',
  'Hangul',
  'Ethiopic',
  'Khmer',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Han',
];

/**
 * Combinations of scripts that people use and that contain no look-alikes (UTS #39, "Highly
 * Restrictive").
 */
const COMBINATIONS = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

type Test = (text: string) => boolean;

function onlyScripts(scripts: readonly string[]): Test {
  const classes = ['Common', 'Inherited', ...scripts].map((script) => `\\p{scx=${script}}`);
  const pattern = lazy(() => new RegExp(`^[${classes.join('')}]*$`, 'u'));
  return (text) => pattern().test(text);
}

const ALPHABETS = [...SCRIPTS.map((script) => [script]), ...COMBINATIONS].map(onlyScripts);
const isOfKnownScripts = onlyScripts(SCRIPTS);
const ALLOWED = /^[\p{L}\p{M}\p{Nd} ._-]*$/u;
/** Characters and marks that show nothing (Hangul fillers, variation selectors …). */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
/** A mark needs a base character; many stacked marks cover adjacent text. */
const STRAY_MARKS = /^\p{M}|[ ._-]\p{M}|\p{M}{4}/u;

/** Whether a text uses one alphabet, or a combination in everyday use. */
export const isOneAlphabet: Test = (text) => ALPHABETS.some((isOf) => isOf(text));

/** Whether a text has only characters that a name may have. */
export const isNameCharacter: Test = (text) =>
  ALLOWED.test(text) && !INVISIBLE.test(text) && (isOneAlphabet(text) || isOfKnownScripts(text));

const hasSoundCharacters: Test = (name) => isNameCharacter(name) && !STRAY_MARKS.test(name);

/**
 * A person's name in its canonical form (NFKC), validated.
 * @throws ChatError `name-empty`, `name-too-long`, `name-spaces`, `name-characters`,
 * `name-mixed-scripts`
 */
export function parseName(input: string): string {
  const name = input.normalize('NFKC');
  if (name.trim() === '') throw new ChatError('name-empty');
  if ([...name].length > NAME_MAX_LENGTH) throw new ChatError('name-too-long');
  if (name !== name.trim() || name.includes('  ')) throw new ChatError('name-spaces');
  if (!hasSoundCharacters(name)) throw new ChatError('name-characters');
  if (!isOneAlphabet(name)) throw new ChatError('name-mixed-scripts');
  return name;
}

/**
 * The form in which names are compared, ignoring case. Converting to upper case first folds what
 * lower case alone distinguishes (ß and ss, dotless i). Every sigma is folded to the one inside a
 * word, so that a folded prefix of a name is a prefix of the folded name.
 */
export function foldName(name: string): string {
  const lower = name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return lower.replaceAll('ς', 'σ').normalize('NFKC');
}
