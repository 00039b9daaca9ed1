import type { PersonId } from '../../../client/views.ts';
import { lazy } from '../../../protocol/lazy.ts';

/** Initials on a colour, in place of a picture. */
export interface Avatar {
  /** One or two characters. */
  readonly initials: string;
  /** CSS classes: colour and pattern come from the identity key, so an impostor looks different. */
  readonly tone: string;
}

/** How many tones, patterns and directions of patterns styles/avatars.css has. */
export const TONES = 16;
export const PATTERNS = 8;
export const TURNS = 8;

const WORD_BREAK = /[\s._-]+/;
/** A word whose first character cannot be one with the next: none of the two combines with others. */
const PLAIN_START = /^[!-\u02ff](?:$|[!-\u02ff])/;
const characters = lazy(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));

/** Most names need no segmenter, the first of which takes a browser more than 10 ms. */
function firstCharacter(word: string): string {
  if (PLAIN_START.test(word)) return word.charAt(0).toLocaleUpperCase('en');
  const [first] = characters().segment(word);
  return first?.segment.toLocaleUpperCase('en') ?? '';
}

function initialsOf(name: string): string {
  const words = name.split(WORD_BREAK).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => firstCharacter(word ?? '')).join('');
}

/** FNV-1a of all characters of the key: a change of any one changes the picture. */
function hashOf(peer: PersonId): number {
  let hash = 0x811c9dc5;
  for (const character of peer) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  // The lowest bits of FNV depend on few bits of each character.
  return (hash ^ (hash >>> 15)) >>> 0;
}

function classesOf(peer: PersonId): string {
  const hash = hashOf(peer);
  const pattern = Math.floor(hash / TONES) % PATTERNS;
  const turn = Math.floor(hash / (TONES * PATTERNS)) % TURNS;
  return `tone-${hash % TONES} pattern-${pattern} turn-${turn}`;
}

export function avatarOf(peer: PersonId, name: string): Avatar {
  return { initials: initialsOf(name), tone: classesOf(peer) };
}
