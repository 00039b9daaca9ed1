import { describe, expect, it } from '@jest/globals';
import { format, formatCount } from './format.ts';

describe('a text with placeholders', () => {
  it('contains the values in their place', () => {
    expect(format('{from} is {to}, {from}', { from: 'A', to: 'B' })).toBe('A is B, A');
  });

  it('takes values as they are, whatever they contain', () => {
    expect(format('{name}: {text}', { name: '{text} $&', text: '{name}' })).toBe(
      '{text} $&: {name}',
    );
  });
});

describe('a text with plural forms', () => {
  const forms = { one: '# message', other: '# messages' };

  it.each([
    [0, '0 messages'],
    [1, '1 message'],
    [2, '2 messages'],
    [12_345, '12,345 messages'],
  ])('has the form of %d', (count, text) => {
    expect(formatCount(forms, count)).toBe(text);
  });

  it('falls back on the form `other`', () => {
    expect(formatCount({ other: '# of them' }, 1)).toBe('1 of them');
  });
});
