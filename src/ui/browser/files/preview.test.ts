import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeOf, previewOf } from './preview.ts';
import { bytesOf, PICTURES, patched } from './testing/samples.ts';

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

describe('a preview', () => {
  it.each([
    ['a JPEG', PICTURES.jpeg, 'image/jpeg'],
    ['a WebP', PICTURES.webp, 'image/webp'],
  ])('may be %s', async (_kind, bytes, type) => {
    const preview = previewOf(encoded(bytes));
    expect(preview?.type).toBe(type);
    expect(new Uint8Array((await preview?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes);
  });

  it.each([
    ['a PNG', encoded(PICTURES.png)],
    ['SVG', encoded(bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'))],
    ['nothing', ''],
    ['no base64url', '%%%'],
    ['a WebP of 16,000 pixels', encoded(patched(PICTURES.webp, 26, 0x80, 0x3e))],
  ])('is not shown when it is %s', (_case, image) => {
    expect(previewOf(image)).toBeUndefined();
  });
});

describe('the place of a picture', () => {
  const side = fc.integer({ min: 1, max: 65_535 });

  it.each([
    [
      { width: 4_000, height: 3_000 },
      { width: 320, height: 240 },
    ],
    [
      { width: 3_000, height: 4_000 },
      { width: 270, height: 360 },
    ],
    [
      { width: 100, height: 200 },
      { width: 160, height: 200 },
    ],
    [
      { width: 65_535, height: 1 },
      { width: 320, height: 104 },
    ],
    [
      { width: 1, height: 1 },
      { width: 160, height: 104 },
    ],
  ])('of %p is %p', (size, place) => {
    expect(placeOf(size)).toEqual(place);
  });

  it('is never larger than the conversation or too small for the status of a transfer', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const place = placeOf({ width, height });
        expect(place.width).toBeGreaterThanOrEqual(160);
        expect(place.width).toBeLessThanOrEqual(320);
        expect(place.height).toBeGreaterThanOrEqual(104);
        expect(place.height).toBeLessThanOrEqual(360);
      }),
    );
  });
});
