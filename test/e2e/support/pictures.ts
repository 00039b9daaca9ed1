import type { Page } from '@playwright/test';

/** A file as a person chooses it. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A picture of coloured stripes, which a browser encodes. */
export async function picture(
  page: Page,
  name: string,
  { type = 'image/jpeg', width = 640, height = 480 } = {},
): Promise<ChosenFile> {
  const base64 = await page.evaluate(
    async ({ type, width, height }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      for (let stripe = 0; context && stripe < 16; stripe++) {
        context.fillStyle = `hsl(${stripe * 22} 60% 55%)`;
        context.fillRect((stripe * width) / 16, 0, width / 16 + 1, height);
        context.fillStyle = 'white';
        context.fillRect(0, (stripe * height) / 16, width, 2);
      }
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
      return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
    },
    { type, width, height },
  );
  return { name, mimeType: type, buffer: Buffer.from(base64, 'base64') };
}

/** What a camera writes into a photo: how it was held, and where it was. */
export const PLACE = 'N 60 10 11.5 E 24 56 7.2';

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
/** An entry of a directory (TIFF 6.0, section 2). */
const entry = (tag: number, type: number, count: number, value: readonly number[]): number[] => [
  ...u16(tag),
  ...u16(type),
  ...u32(count),
  ...value,
];

/** A photo with Exif metadata (CIPA DC-008, 4.5 and 4.6): turned by 90 degrees, with a GPS directory. */
export function withPlace(photo: ChosenFile): ChosenFile {
  const text = Buffer.from(`${PLACE}\0`);
  const gpsAt = 8 + 2 + 2 * 12 + 4;
  const textAt = gpsAt + 2 + 12 + 4;
  const tiff = [
    ...Buffer.from('MM\0*'),
    ...u32(8),
    ...u16(2),
    ...entry(0x0112, 3, 1, [...u16(6), 0, 0]),
    ...entry(0x8825, 4, 1, u32(gpsAt)),
    ...u32(0),
    ...u16(1),
    ...entry(0x001b, 2, text.length, u32(textAt)),
    ...u32(0),
    ...text,
  ];
  const segment = [...Buffer.from('Exif\0\0'), ...tiff];
  const { buffer } = photo;
  const marked = [
    buffer.subarray(0, 2),
    Buffer.from([0xff, 0xe1, ...u16(segment.length + 2), ...segment]),
    buffer.subarray(2),
  ];
  return { ...photo, buffer: Buffer.concat(marked) };
}

/** A PNG whose header promises so many pixels (PNG, 11.2.2); the rest is missing. */
export function promisedPng(name: string, width: number, height: number): ChosenFile {
  const header = [...u32(13), ...Buffer.from('IHDR'), ...u32(width), ...u32(height), 8, 6, 0, 0, 0];
  const buffer = Buffer.from([0x89, ...Buffer.from('PNG\r\n\x1a\n'), ...header, ...u32(0)]);
  return { name, mimeType: 'image/png', buffer };
}

/** A file of some bytes that do not compress and mean nothing. */
export function bytesNamed(name: string, size: number): ChosenFile {
  const buffer = Buffer.alloc(size);
  for (let n = 0; n < size; n++) buffer[n] = (n * 7_919 + (n >> 8)) & 0xff;
  return { name, mimeType: 'application/octet-stream', buffer };
}
