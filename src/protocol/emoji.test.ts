import { expect, it } from '@jest/globals';
import { isEmoji } from './emoji.ts';
import { REACTION_MAX_UNITS } from './limits.ts';

it.each(['👍', '❤️', '❤', '😂', '🇫🇮', '1️⃣', '👩‍👩‍👧‍👦', '👍🏽', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏳️‍🌈', '©️'])(
  '%s is an emoji',
  (text) => {
    expect(isEmoji(text)).toBe(true);
    expect(text.length).toBeLessThanOrEqual(REACTION_MAX_UNITS);
  },
);

it.each([
  ['nothing', ''],
  ['two emoji', '👍👍'],
  ['an emoji and a character', '👍a'],
  ['a character', 'a'],
  ['a digit', '1'],
  ['a space', ' '],
  ['an emoji and a space', '👍 '],
  ['marks on an emoji', `👍${'\u0301'.repeat(20)}`],
  ['a direction override', '\u202e👍'],
  ['markup', '<b>'],
  ['a joiner', '\u200d'],
])('%s is not an emoji', (_, text) => {
  expect(isEmoji(text)).toBe(false);
});
