import { expect, it } from '@jest/globals';
import { isEmoji, isEmojiOnly } from './emoji.ts';
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

it.each([
  ['👍', true],
  ['👍🏽❤️🇫🇮', true],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', true],
  ['👍👍👍👍', false],
  ['👍 👍', false],
  ['ok 👍', false],
  ['123', false],
  ['1', false],
  ['', false],
  ['👍'.repeat(100_000), false],
])('%.9s consists of at most three emoji: %s', (text, isOnly) => {
  expect(isEmojiOnly(text, 3)).toBe(isOnly);
});
