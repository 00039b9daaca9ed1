import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeFileName } from './file-name.ts';

describe('a file name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Grüße 🗺️.txt', 'Grüße 🗺️.txt'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\temp\\a.exe', 'C_temp_a.exe'],
    ['photo\u202egnp.exe', 'photo_gnp.exe'],
    ['a\u0000b\nc', 'a_b_c'],
    ['.bashrc', 'bashrc'],
    ['name. .', 'name'],
    ['...', 'file'],
    ['\ud800x', '_x'],
  ])('%j becomes %j', (input, safe) => {
    expect(safeFileName(input)).toBe(safe);
  });

  it('is never empty, has no separators or bidi controls, and stays as it is', () => {
    const unit = fc.constantFrom(
      'a',
      '.',
      ' ',
      '/',
      '\\',
      ':',
      '\u202e',
      '\u2066',
      '\u0000',
      'é',
      '😀',
    );
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 40 }), (input) => {
        const name = safeFileName(input);
        expect(name).not.toMatch(/[/\\:\p{Cc}\p{Bidi_Control}]|^[. ]|[. ]$/u);
        expect(name).not.toBe('');
        expect(safeFileName(name)).toBe(name);
      }),
    );
  });
});
