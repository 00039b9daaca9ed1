import { describe, expect, it } from '@jest/globals';
import { durationText, extensionOf, limitText, renamed, sizeText } from './file-text.ts';

describe('the text about a file', () => {
  it.each([
    [1, '0.1 kB'],
    [640_000, '640 kB'],
    [2_440_000, '2.4 MB'],
    [104_857_600, '105 MB'],
  ])('says the size of %p bytes', (bytes, text) => {
    expect(sizeText(bytes, 'en-GB').replace(/\s/, ' ')).toBe(text);
  });

  it.each([
    [0, '0 kB'],
    [999, '0.9 kB'],
    [640_999, '640 kB'],
    [1_999_999, '1.9 MB'],
    [104_857_600, '104 MB'],
  ])('never says that a limit of %p bytes is larger', (bytes, text) => {
    expect(limitText(bytes, 'en-GB').replace(/\s/, ' ')).toBe(text);
  });

  it.each([
    [0, '0:00'],
    [7_400, '0:07'],
    [61_000, '1:01'],
    [3_600_000, '60:00'],
  ])('says how long %p ms are', (ms, text) => {
    expect(durationText(ms, 'en-GB')).toBe(text);
  });

  it.each([
    ['report.pdf', 'PDF'],
    ['a.b.JPeG', 'JPEG'],
    ['no extension', ''],
    ['.', ''],
    ['x.<script>', ''],
  ])('names the kind that %p claims to be', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });

  it('gives a name the extension of what the file has become', () => {
    expect(renamed('IMG_1.HEIC', 'jpg')).toBe('IMG_1.jpg');
    expect(renamed('photo', 'jpg')).toBe('photo.jpg');
  });
});
