import { describe, expect, it } from '@jest/globals';
import { parseName } from '../../protocol/name.ts';
import { HeldNames } from '../sessions/held-names.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import { suggestName } from './name-suggestion.ts';

const openNames = (): HeldNames => new HeldNames(createMemoryStore().names);

describe('suggestName', () => {
  it('adds the first number that is free', async () => {
    const names = openNames();
    for (const name of ['alice', 'alice 2', 'ALICE 3']) await names.claim(name, name);
    expect(await suggestName('Alice', names)).toBe('Alice 4');
  });

  it.each(['x'.repeat(32), `${'x'.repeat(29)} yz`, '名'.repeat(32), '𠀀'.repeat(32)])(
    'shortens %s so that the name is still allowed',
    async (name) => {
      const suggestion = await suggestName(name, openNames());
      expect(suggestion).toBeDefined();
      expect(parseName(suggestion ?? '')).toBe(suggestion);
    },
  );

  it('continues with larger numbers', async () => {
    const names = openNames();
    for (const number of [2, 3, 4, 5, 6, 7, 8, 9]) await names.claim(`bob ${number}`, 'B');
    expect(await suggestName('bob', names)).toMatch(/^bob \d{2,4}$/);
  });
});
