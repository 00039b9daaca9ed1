import type { FilePreview } from '../../../client/files/file-views.ts';
import type { MediaType } from './media-type.ts';
import { PREVIEW } from './photo.ts';

/** What is known of a video or a recording before it is sent. */
export interface MediaFacts {
  /** ms */
  readonly duration?: number;
  readonly preview?: FilePreview;
}

/** A file that no player can begin is sent without these facts, ms. */
const PATIENCE_MS = 10_000;
/** A preview shows what is seen after so many seconds: many videos begin black. */
const PREVIEW_SECONDS = 1;

const happened = (element: HTMLMediaElement, event: string, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    element.addEventListener(event, () => resolve(), { once: true, signal });
    element.addEventListener('error', () => reject(element.error), { once: true, signal });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Bytes in base64url; previews are too short for anything but a loop. */
export async function toBase64url(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const base64 = btoa([...bytes].map((byte) => String.fromCharCode(byte)).join(''));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** A frame of a video, as small as the preview of a photo. */
async function previewOf(video: HTMLVideoElement): Promise<FilePreview | undefined> {
  const { videoWidth: width, videoHeight: height } = video;
  if (width < 1 || height < 1) return undefined;
  const scale = PREVIEW.side / Math.max(width, height);
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: PREVIEW.quality });
  return { width, height, image: await toBase64url(blob) };
}

async function factsOf(element: HTMLMediaElement, signal: AbortSignal): Promise<MediaFacts> {
  await happened(element, 'loadedmetadata', signal);
  const { duration } = element;
  const known = Number.isFinite(duration) ? { duration: Math.round(duration * 1_000) } : {};
  if (!(element instanceof HTMLVideoElement)) return known;
  element.currentTime = Math.min(PREVIEW_SECONDS, known.duration === undefined ? 0 : duration / 2);
  await happened(element, 'seeked', signal);
  const preview = await previewOf(element);
  return preview === undefined ? known : { ...known, preview };
}

/** How long a video or a recording is, how large, and what it looks like, as far as the browser can tell. */
export async function mediaFactsOf(content: Blob, { kind, type }: MediaType): Promise<MediaFacts> {
  const element = document.createElement(kind === 'video' ? 'video' : 'audio');
  const address = URL.createObjectURL(content.slice(0, content.size, type));
  try {
    element.muted = true;
    element.preload = 'auto';
    element.src = address;
    return await factsOf(element, AbortSignal.timeout(PATIENCE_MS));
  } catch {
    return {};
  } finally {
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(address);
  }
}
