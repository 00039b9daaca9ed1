import { describe, expect, it } from '@jest/globals';
import { storageContract } from './contract.ts';
import { MemoryStorage } from './memory-storage.ts';

describe('a storage in memory', () => {
  const runner = {
    test: it,
    equal: (actual: unknown, expected: unknown) => expect(actual).toEqual(expected),
  };
  storageContract(runner, async () => ({ open: async () => new MemoryStorage() }));
});
