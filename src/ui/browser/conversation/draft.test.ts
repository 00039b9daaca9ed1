import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Draft } from './draft.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function draftOver(kept: string): { draft: Draft; saved: string[] } {
  const saved: string[] = [];
  return { saved, draft: new Draft(kept, (text) => void saved.push(text)) };
}

describe('a draft', () => {
  it('is saved once for many letters', () => {
    const { draft, saved } = draftOver('');
    for (const text of ['h', 'he', 'hel']) draft.typed(text);
    expect(saved).toEqual([]);
    jest.runAllTimers();
    expect(saved).toEqual(['hel']);
  });

  it('is saved at once when the page goes, and not twice', () => {
    const { draft, saved } = draftOver('');
    draft.typed('hello');
    draft.keep();
    draft.keep();
    jest.runAllTimers();
    expect(saved).toEqual(['hello']);
  });

  it('that was sent before it was saved is never saved', () => {
    const { draft, saved } = draftOver('');
    draft.typed('hello');
    draft.typed('');
    draft.keep();
    expect(saved).toEqual([]);
  });

  it('that was stored and is sent is erased', () => {
    const { draft, saved } = draftOver('hello');
    draft.typed('');
    draft.keep();
    expect(saved).toEqual(['']);
  });
});
