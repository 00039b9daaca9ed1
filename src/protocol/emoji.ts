const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Digits are emoji by their property: what is one on its own, a flag or a keycap counts. */
const HAS_EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Presentation}|\u20e3/u;
const ALL_EMOJI = /^[\p{Emoji}\p{Emoji_Component}]+$/u;

/** Whether a text is one emoji: one extended grapheme cluster (Unicode Annex 29) and nothing else. */
export function isEmoji(text: string): boolean {
  if (!(ALL_EMOJI.test(text) && HAS_EMOJI.test(text))) return false;
  return [...GRAPHEMES.segment(text)].length === 1;
}
