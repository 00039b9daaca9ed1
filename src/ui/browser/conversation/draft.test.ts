import { describe, expect, it } from '@jest/globals';
import { Draft } from './draft.ts';

/** A draft whose saves end when the test says so. */
function draftOver(kept: string) {
  const saved: string[] = [];
  const underWay: (() => void)[] = [];
  const draft = new Draft(kept, (text) => {
    saved.push(text);
    return new Promise((resolve) => underWay.push(resolve));
  });
  const finish = async (): Promise<void> => {
    underWay.shift()?.();
    await Promise.resolve();
  };
  return { saved, draft, finish };
}

describe('a draft', () => {
  it('is saved from the first letter, without a delay', () => {
    const { draft, saved } = draftOver('');
    draft.typed('h');
    expect(saved).toEqual(['h']);
  });

  it('is saved one text at a time, skipping to the newest', async () => {
    const { draft, saved, finish } = draftOver('');
    for (const text of ['h', 'he', 'hel']) draft.typed(text);
    expect(saved).toEqual(['h']);
    await finish();
    expect(saved).toEqual(['h', 'hel']);
    await finish();
    draft.typed('hel');
    expect(saved).toEqual(['h', 'hel']);
  });

  it('that was stored is erased when it is sent', () => {
    const { draft, saved } = draftOver('hello');
    draft.typed('');
    expect(saved).toEqual(['']);
  });

  it('that is sent while it is being saved is erased afterwards', async () => {
    const { draft, saved, finish } = draftOver('');
    draft.typed('hello');
    draft.typed('');
    await finish();
    expect(saved).toEqual(['hello', '']);
  });
});
