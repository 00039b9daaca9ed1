import { mediaTypeOf } from './media-type.ts';
import { pictureSizeOf } from './picture-size.ts';

/** A preview is a few hundred bytes; a longer side would be no preview, but a load, pixels. */
const MAX_SIDE = 256;
const TYPES: readonly string[] = ['image/jpeg', 'image/webp'];

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}

/**
 * A peer's small picture, checked like any other file.
 * @param image JPEG or WebP in base64url, up to a few kilobytes
 * @returns nothing when it is something else
 */
export function previewOf(image: string): Blob | undefined {
  try {
    const bytes = fromBase64url(image);
    const { type } = mediaTypeOf(bytes);
    const size = pictureSizeOf(bytes);
    const isSmall = typeof size === 'object' && Math.max(size.width, size.height) <= MAX_SIDE;
    return isSmall && TYPES.includes(type) ? new Blob([bytes], { type }) : undefined;
  } catch {
    return undefined;
  }
}

/** Where a picture has its place in a conversation, CSS pixels. */
const BOX = { width: 320, height: 360 };
/** The status of a transfer has room over it. */
const SMALLEST = { width: 160, height: 104 };

/**
 * The place of a picture, which is known before it is loaded: nothing moves when it arrives. A small or narrow picture
 * stands in the middle of it.
 * @param size its dimensions as its sender says, pixels; only their ratio matters
 */
export function placeOf({ width, height }: { readonly width: number; readonly height: number }) {
  const scale = Math.min(BOX.width / width, BOX.height / height, 1);
  return {
    width: Math.round(Math.max(SMALLEST.width, width * scale)),
    height: Math.round(Math.max(SMALLEST.height, height * scale)),
  };
}
