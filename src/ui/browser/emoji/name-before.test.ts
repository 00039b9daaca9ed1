import { describe, expect, it } from '@jest/globals';
import { codeBefore, nameBefore } from './name-before.ts';

describe('a short code between colons', () => {
  it.each([
    [':tada:', 'tada', 0],
    ['Yes :+1:', '+1', 4],
    ['(:-1:', '-1', 1],
    ['：x：', 'x', 0],
  ])('ends %j', (text, code, from) => {
    expect(codeBefore(text)).toEqual({ code, from });
  });

  it.each(['', '::', ':tada', '12:30:', 'a:tada:', ':two words:', ':tada: '])(
    'does not end %j',
    (text) => {
      expect(codeBefore(text)).toBeUndefined();
    },
  );
});

describe('the beginning of an emoji’s name', () => {
  it.each([
    [':smi', 'smi', 0],
    ['Hello :thumbs_up', 'thumbs_up', 6],
    ['(:+1', '+1', 1],
    ['a\n:sydän', 'sydän', 2],
    ['مرحبا :قلب', 'قلب', 6],
  ])('ends %j', (text, name, from) => {
    expect(nameBefore(text)).toEqual({ name, from });
  });

  it.each([
    '',
    ':',
    ':s',
    ':)',
    ':-)',
    'http:example',
    '12:30',
    ':two words',
    ':smile:',
    'a:smile',
  ])('does not end %j', (text) => {
    expect(nameBefore(text)).toBeUndefined();
  });

  it('takes no longer in a long text', () => {
    const text = `${':a'.repeat(100_000)} :smile`;
    expect(nameBefore(text)).toEqual({ name: 'smile', from: text.length - 6 });
  });
});
