import { lazy } from './lazy.ts';
import { REACTION_MAX_UNITS } from './limits.ts';

const graphemes = lazy(() => new Intl.Segmenter(undefined, { granularity: 'grapheme' }));
/** Digits have the emoji property, so only emoji by default, flags and keycaps count. */
const HAS_EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Presentation}|\u20e3/u;
const ALL_EMOJI = /^[\p{Emoji}\p{Emoji_Component}]+$/u;

/** Whether a text consists of at most so many emoji, and nothing else. */
export function isEmojiOnly(text: string, most: number): boolean {
  if (text.length > most * REACTION_MAX_UNITS || !ALL_EMOJI.test(text)) return false;
  const clusters = [...graphemes().segment(text)];
  const isSome = clusters.length > 0 && clusters.length <= most;
  return isSome && clusters.every(({ segment }) => HAS_EMOJI.test(segment));
}

/** Whether a text is exactly one emoji: one extended grapheme cluster (Unicode Annex 29). */
export function isEmoji(text: string): boolean {
  return isEmojiOnly(text, 1);
}
