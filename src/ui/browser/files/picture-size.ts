import { imageDimensionsFromData } from 'image-dimensions';

/** Width and height in pixels, as the file says, before any rotation. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Why a picture is not decoded. */
export type PictureProblem =
  /** Its header is missing, broken, or further inside than we look. */
  | 'unreadable'
  /** Decoded, it would need more memory than any photo. */
  | 'too-many-pixels';

/** 4 bytes of memory for each: 256 MiB. Phones take photos of 50 million. */
export const PICTURE_MAX_PIXELS = 2 ** 26;
/** Graphics hardware draws no longer side. */
export const PICTURE_MAX_SIDE = 16_384;
/** Where the header has to be: profiles and previews may come before the dimensions. */
export const PICTURE_HEAD_BYTES = 2 ** 20;

/**
 * The dimensions of a PNG, JPEG, WebP, GIF or AVIF according to its header, so that nothing has to be
 * decoded to reject a decompression bomb. Takes linear time.
 * @param file at least its first PICTURE_HEAD_BYTES; what follows is ignored
 */
export function pictureSizeOf(file: Uint8Array): PictureSize | PictureProblem {
  let size: PictureSize | undefined;
  try {
    size = imageDimensionsFromData(file.subarray(0, PICTURE_HEAD_BYTES));
  } catch {
    // The library spreads lists of a hostile AVIF over the stack.
  }
  if (size === undefined || size.width < 1 || size.height < 1) return 'unreadable';
  const { width, height } = size;
  const isTooLarge =
    Math.max(width, height) > PICTURE_MAX_SIDE || width * height > PICTURE_MAX_PIXELS;
  return isTooLarge ? 'too-many-pixels' : { width, height };
}
