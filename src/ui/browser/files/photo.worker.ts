import type { PhotoAnswer, PhotoRequest, ScaledPhoto } from './photo.ts';

/** JPEG quality at which photos show no difference on a screen. */
const QUALITY = 0.85;
const THUMBNAIL_SIDE = 256;
/** A PNG is larger only if it is a photo, which WebP compresses ten times better. */
const PNG_MAX_BYTES = 2 ** 20;
/** Types that may be transparent in places; the others become JPEG. */
const TRANSPARENT = /png|webp/;

/** Draws the picture upright and no larger than a side allows, which leaves all metadata behind. */
function draw(
  picture: ImageBitmap | OffscreenCanvas,
  maxSide: number,
  backdrop?: string,
): OffscreenCanvas {
  const { width, height } = picture;
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(side(width), side(height));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  if (backdrop !== undefined) {
    context.fillStyle = backdrop;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function encode(canvas: OffscreenCanvas, type: string): Promise<Blob> {
  if (!TRANSPARENT.test(type))
    return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  const png = await canvas.convertToBlob({ type: 'image/png' });
  if (png.size <= PNG_MAX_BYTES) return png;
  // Safari has no encoder for WebP, and makes another PNG.
  return canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
}

/** The browser rotates a photo as its metadata says while it decodes it. */
async function scale({ content, type, maxSide, preview }: PhotoRequest): Promise<ScaledPhoto> {
  const bitmap = await createImageBitmap(content);
  try {
    const canvas = draw(bitmap, maxSide);
    const small = (side: number): Promise<Blob> =>
      draw(canvas, side, '#888').convertToBlob({ type: 'image/jpeg', quality: preview.quality });
    return {
      content: await encode(canvas, type),
      preview: await small(preview.side),
      thumbnail: await small(THUMBNAIL_SIDE),
      width: canvas.width,
      height: canvas.height,
      original: { width: bitmap.width, height: bitmap.height },
    };
  } finally {
    bitmap.close();
  }
}

addEventListener('message', async ({ data }: MessageEvent<PhotoRequest>) => {
  const answer: PhotoAnswer = await scale(data).then(
    (photo) => ({ photo }),
    () => ({ photo: undefined }),
  );
  postMessage(answer);
});
