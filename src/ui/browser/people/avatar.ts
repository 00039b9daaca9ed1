import type { PersonId } from '../../../client/views.ts';

/** Initials on a colour, in place of a picture. */
export interface Avatar {
  /** One or two characters. */
  readonly initials: string;
  /** A CSS class: the colour comes from the identity key, so an impostor looks different. */
  readonly tone: string;
}

/** The number of tones in styles/avatars.css. */
export const TONES = 16;

const WORD_BREAK = /[\s._-]+/;
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function firstCharacter(word: string): string {
  const [first] = characters.segment(word);
  return first?.segment.toLocaleUpperCase('en') ?? '';
}

function initialsOf(name: string): string {
  const words = name.split(WORD_BREAK).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => firstCharacter(word ?? '')).join('');
}

/** Keys are uniformly distributed, so the sum of their characters is too. */
function toneOf(peer: PersonId): string {
  const sum = [...peer].reduce((total, character) => total + character.charCodeAt(0), 0);
  return `tone-${sum % TONES}`;
}

export function avatarOf(peer: PersonId, name: string): Avatar {
  return { initials: initialsOf(name), tone: toneOf(peer) };
}
