import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  PICTURE_HEAD_BYTES,
  PICTURE_MAX_PIXELS,
  PICTURE_MAX_SIDE,
  pictureSizeOf,
} from './picture-size.ts';
import { bytesOf, PICTURES, patched } from './testing/samples.ts';

const u32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
/** A PNG's dimensions stand in its first chunk (PNG, 11.2.2). */
const png = (width: number, height: number): Uint8Array =>
  patched(PICTURES.png, 16, ...u32(width), ...u32(height));

describe('the size of a picture', () => {
  it.each(Object.entries(PICTURES))('is read from the header of %s', (_name, bytes) => {
    expect(pictureSizeOf(bytes)).toEqual({ width: 6, height: 4 });
  });

  it('is read behind the metadata of a JPEG', () => {
    const segment = bytesOf([0xff, 0xe1, 0xff, 0xff], Array(0xfffd).fill(0xc0));
    const jpeg = bytesOf(
      [...PICTURES.jpeg.subarray(0, 2)],
      [...segment, ...segment, ...segment],
      [...PICTURES.jpeg.subarray(2)],
    );
    expect(pictureSizeOf(jpeg)).toEqual({ width: 6, height: 4 });
  });

  it.each([
    ['30,000 × 30,000', 30_000, 30_000],
    ['one pixel more than a side may have', PICTURE_MAX_SIDE + 1, 1],
    ['one row more than all pixels allow', PICTURE_MAX_PIXELS / 8_192 + 1, 8_192],
    ['the greatest numbers', 0xffff_ffff, 0xffff_ffff],
  ])('is rejected before anything is decoded: %s', (_case, width, height) => {
    expect(pictureSizeOf(png(width, height))).toBe('too-many-pixels');
  });

  it('may have all pixels that are allowed', () => {
    const [width, height] = [PICTURE_MAX_PIXELS / 8_192, 8_192];
    expect(pictureSizeOf(png(width, height))).toEqual({ width, height });
  });

  it.each([
    ['nothing', bytesOf('')],
    ['HTML', bytesOf('<!doctype html>')],
    ['no width', png(0, 4)],
    ['no height', png(6, 0)],
    ['a JPEG without a frame', bytesOf([0xff, 0xd8, 0xff, 0xda, 0, 4])],
    [
      'a frame that follows more metadata than is looked at',
      bytesOf([0xff, 0xd8], Array(PICTURE_HEAD_BYTES).fill(0xff), [...PICTURES.jpeg.subarray(2)]),
    ],
    ['an AVIF with a list of a million properties', hostileAvif(250_000)],
  ])('is unreadable: %s', (_case, bytes) => {
    expect(pictureSizeOf(bytes)).toBe('unreadable');
  });

  it('is found or missing, without an exception, in any bytes', () => {
    const file = fc
      .tuple(
        fc.constantFrom(...Object.values(PICTURES)),
        fc.nat(30),
        fc.uint8Array({ minLength: 1, maxLength: 32 }),
      )
      .map(([picture, at, bytes]) => {
        const changed = Uint8Array.from(picture);
        changed.set(bytes.subarray(0, changed.length - at), at);
        return changed;
      });
    fc.assert(
      fc.property(file, (bytes) => {
        const size = pictureSizeOf(bytes);
        if (typeof size === 'string') return;
        expect(size.width * size.height).toBeLessThanOrEqual(PICTURE_MAX_PIXELS);
        expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

/** A list of associations so long that no stack holds it (ISO/IEC 23008-12, 9.3). */
function hostileAvif(entries: number): Uint8Array {
  const box = (type: string, ...content: readonly number[][]): number[] => {
    const bytes = content.flat();
    return [...u32(8 + bytes.length), ...bytesOf(type), ...bytes];
  };
  const associations = Array.from({ length: entries }, () => [0, 1, 0]).flat();
  const ipma = box('ipma', [0, 0, 0, 0], u32(entries), associations);
  return Uint8Array.from([
    ...box('ftyp', [...bytesOf('avif')], u32(0)),
    ...box('meta', [0, 0, 0, 0], box('pitm', [0, 0, 0, 0, 0, 1]), box('iprp', ipma)),
  ]);
}
