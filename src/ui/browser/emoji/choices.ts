import { TONES, type Tone } from './emoji-set.ts';

/** What the picker remembers. It is sealed with the settings, because it tells of what somebody wrote. */
export interface EmojiChoices {
  readonly tone: Tone;
  /** Emoji without a tone, the latest first. */
  readonly recent: readonly string[];
}

const KEPT = 32;

/** Reads the choices from the settings, where they are the tone and the emoji, with spaces between them. */
export function parseChoices(written: string): EmojiChoices {
  const [first, ...recent] = written.split(' ');
  const tone = TONES.find((known) => known === first) ?? '';
  return { tone, recent: recent.filter(Boolean).slice(0, KEPT) };
}

export const writeChoices = ({ tone, recent }: EmojiChoices): string => [tone, ...recent].join(' ');

/** The choices after an emoji was chosen. */
export const afterChoosing = ({ tone, recent }: EmojiChoices, emoji: string): EmojiChoices => ({
  tone,
  recent: [emoji, ...recent.filter((each) => each !== emoji)].slice(0, KEPT),
});
