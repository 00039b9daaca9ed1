import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Draft } from './draft.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('a draft', () => {
  it('is saved once for many letters', () => {
    const saved: string[] = [];
    const draft = new Draft((text) => saved.push(text));
    for (const text of ['h', 'he', 'hel']) draft.typed(text);
    expect(saved).toEqual([]);
    jest.runAllTimers();
    expect(saved).toEqual(['hel']);
  });

  it('is saved at once when the page goes, and not twice', () => {
    const saved: string[] = [];
    const draft = new Draft((text) => saved.push(text));
    draft.typed('hello');
    draft.keep();
    draft.keep();
    jest.runAllTimers();
    expect(saved).toEqual(['hello']);
  });

  it('that was not touched is not saved', () => {
    const saved: string[] = [];
    new Draft((text) => saved.push(text)).keep();
    expect(saved).toEqual([]);
  });
});
