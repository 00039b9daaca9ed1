import { describe, expect, it } from '@jest/globals';
import { checkIdentifier } from './identifier.ts';

describe('a name', () => {
  it.each([
    'alice',
    'Zoë',
    'Jiří Ünal',
    'नमस्ते',
    'أمل',
    '김민수',
    '宮田',
    'Борис_2',
    'a.b-c',
    'ŁucjaÞ',
  ])('%s has only characters that are in use', (name) => {
    expect(() => checkIdentifier(name)).not.toThrow();
  });

  it.each([
    ['a small capital', 'B\u1d0fb'],
    ['a phonetic sign', 'p\u026bum'],
    ['a historic character', '\u0460mega'],
    ['a click', 'wa\u01c3'],
  ])('with %s is rejected', (_what, name) => {
    expect(() => checkIdentifier(name)).toThrow('name-characters');
  });
});
