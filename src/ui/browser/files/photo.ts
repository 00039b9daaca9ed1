import type { PictureSize } from './picture-size.ts';

/** What the worker is asked to do. */
export interface PhotoRequest {
  readonly content: Blob;
  /** What the content is: `image/…`. */
  readonly type: string;
  /** The longer side of the result, pixels. */
  readonly maxSide: number;
  readonly preview: typeof PREVIEW;
}

/** A photo as it is sent: upright and without metadata. */
export interface ScaledPhoto extends PictureSize {
  readonly content: Blob;
  /** What the peer sees before the content has arrived: a JPEG of a few hundred bytes. */
  readonly preview: Blob;
  /** A JPEG for the list of chosen files. */
  readonly thumbnail: Blob;
  /** What the photo measured before, upright. */
  readonly original: PictureSize;
}

export interface PhotoAnswer {
  /** Missing when the browser cannot decode it. */
  readonly photo: ScaledPhoto | undefined;
}

/** What is seen of a picture or video before its content has arrived: its longer side, pixels, and JPEG quality. */
export const PREVIEW = { side: 40, quality: 0.5 } as const;

/** The longer side of a photo that is sent, pixels: sharp on every screen, and 1 MB at most times. */
export const PHOTO_MAX_SIDE = 2_048;

/** The address of the worker: index.html names it in a template, so that no page loads it ahead. */
function workerAddress(): string {
  const template = document.getElementById('photo-worker');
  const link = template instanceof HTMLTemplateElement && template.content.querySelector('link');
  if (!link) throw new TypeError('the page names no worker for photos');
  return link.getAttribute('href') ?? '';
}

/**
 * Scales a photo in a worker of its own, which ends with it and takes its memory along.
 * @returns nothing when the browser cannot decode it
 */
export function scalePhoto(content: Blob, type: string): Promise<ScaledPhoto | undefined> {
  const worker = new Worker(workerAddress(), { type: 'module' });
  return new Promise<ScaledPhoto | undefined>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<PhotoAnswer>) =>
      resolve(data.photo),
    );
    worker.addEventListener('error', () => resolve(undefined));
    const request: PhotoRequest = { content, type, maxSide: PHOTO_MAX_SIDE, preview: PREVIEW };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
