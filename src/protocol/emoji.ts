const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Digits have the emoji property, so only emoji by default, flags and keycaps count. */
const HAS_EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Presentation}|\u20e3/u;
const ALL_EMOJI = /^[\p{Emoji}\p{Emoji_Component}]+$/u;

/** Whether a text is exactly one emoji: one extended grapheme cluster (Unicode Annex 29). */
export function isEmoji(text: string): boolean {
  if (!(ALL_EMOJI.test(text) && HAS_EMOJI.test(text))) return false;
  return [...GRAPHEMES.segment(text)].length === 1;
}
