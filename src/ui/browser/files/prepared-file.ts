import type { FileSource } from '../../../client/files/conversation-files.ts';
import { renamed } from './file-text.ts';
import { mediaFactsOf, toBase64url } from './media-facts.ts';
import { HEAD_BYTES, type MediaType, mediaTypeOf } from './media-type.ts';
import { type ScaledPhoto, scalePhoto } from './photo.ts';
import { PICTURE_HEAD_BYTES, pictureSizeOf } from './picture-size.ts';

/** A chosen file, ready to be sent. */
export interface PreparedFile {
  readonly media: MediaType;
  /** The file as it is. */
  readonly original: FileSource;
  /** Of photos: scaled, and without metadata. */
  readonly scaled?: FileSource;
  /** What the list of chosen files shows. */
  readonly thumbnail?: Blob;
}

/** The extensions of what photos become. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};
/** Whether it is, or may be, a still picture with metadata. */
export const isPicture = ({ kind, type }: MediaType): boolean =>
  kind === 'picture' || type === 'image/heic';

/** Whether all files are pictures, by their content. @throws DOMException when one cannot be read */
export async function arePictures(files: readonly File[]): Promise<boolean> {
  const heads = await Promise.all(files.map((file) => file.slice(0, HEAD_BYTES).arrayBuffer()));
  return heads.every((head) => isPicture(mediaTypeOf(new Uint8Array(head))));
}

async function preparePicture(file: File, media: MediaType): Promise<PreparedFile> {
  const { name } = file;
  const { type } = media;
  const original: FileSource = { name, type, content: file };
  const photo = await scalePhoto(file, type);
  if (photo === undefined) return { media, original };
  const { thumbnail } = photo;
  const shown = { ...original, preview: await previewOf(photo, photo.original) };
  // Scaling would end an animation; a GIF has no place for coordinates.
  if (type === 'image/gif') return { media, original: shown, scaled: shown, thumbnail };
  const { content } = photo;
  const scaled: FileSource = {
    name: renamed(name, EXTENSIONS[content.type] ?? 'jpg'),
    type: content.type,
    content,
    preview: await previewOf(photo, photo),
  };
  return { media, original: shown, scaled, thumbnail };
}

async function previewOf(
  { preview }: ScaledPhoto,
  { width, height }: { readonly width: number; readonly height: number },
) {
  return { width, height, image: await toBase64url(preview) };
}

/**
 * Learns what a file is from its content, and scales it if it is a photo. What cannot be decoded is not
 * scaled: it can only be sent as it is.
 * @throws DOMException when the file cannot be read
 */
export async function prepareFile(file: File): Promise<PreparedFile> {
  const head = new Uint8Array(await file.slice(0, PICTURE_HEAD_BYTES).arrayBuffer());
  const media = mediaTypeOf(head);
  const { name } = file;
  const { kind, type } = media;
  if (isPicture(media) && typeof pictureSizeOf(head) === 'object') {
    return preparePicture(file, media);
  }
  const original: FileSource = { name, type, content: file };
  if (kind !== 'video' && kind !== 'audio') return { media, original };
  return { media, original: { ...original, ...(await mediaFactsOf(file, media)) } };
}
