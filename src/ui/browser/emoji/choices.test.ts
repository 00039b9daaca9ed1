import { describe, expect, it } from '@jest/globals';
import { afterChoosing, parseChoices, writeChoices } from './choices.ts';

describe('what the emoji picker remembers', () => {
  it('is empty at first', () => {
    expect(parseChoices('')).toEqual({ tone: '', recent: [] });
  });

  it('is read as it was written', () => {
    const choices = { tone: '🏽', recent: ['👍', '🇫🇮'] } as const;
    expect(parseChoices(writeChoices(choices))).toEqual(choices);
  });

  it('has the latest emoji first, each once, and a limited number', () => {
    let choices = parseChoices('');
    for (const emoji of ['👍', '❤️', '👍']) choices = afterChoosing(choices, emoji);
    expect(choices.recent).toEqual(['👍', '❤️']);
    for (let n = 0; n < 100; n++) choices = afterChoosing(choices, String(n));
    expect(choices.recent).toHaveLength(32);
    expect(parseChoices(writeChoices(choices))).toEqual(choices);
  });
});
