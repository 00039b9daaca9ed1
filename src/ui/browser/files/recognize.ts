import type { ConversationFiles } from '../../../client/files/conversation-files.ts';
import type { FileFacts } from '../../../client/files/file-views.ts';
import type { MessageRef } from '../../../client/views.ts';
import { HEAD_BYTES, type MediaType, mediaTypeOf } from './media-type.ts';
import { PICTURE_HEAD_BYTES, pictureSizeOf } from './picture-size.ts';

/** What the content of a file has turned out to be. */
export interface Recognized {
  /** `other` also for pictures that must not be decoded. */
  readonly media: MediaType;
  /** The picture has more pixels than a browser should decode. */
  readonly isTooLarge: boolean;
}

/** Learns from the content of a readable file what it is. @throws ChatError `file-gone`, `storage-…` */
export async function recognize(
  files: ConversationFiles,
  ref: MessageRef,
  { size }: Pick<FileFacts, 'size'>,
): Promise<Recognized> {
  const media = mediaTypeOf(await files.read(ref, 0, Math.min(HEAD_BYTES, size)));
  if (media.kind !== 'picture') return { media, isTooLarge: false };
  const pixels = pictureSizeOf(await files.read(ref, 0, Math.min(PICTURE_HEAD_BYTES, size)));
  return typeof pixels === 'string'
    ? { media: mediaTypeOf(new Uint8Array()), isTooLarge: pixels === 'too-many-pixels' }
    : { media, isTooLarge: false };
}

/**
 * The content of a picture, with the type that a browser may decode it as; nothing if it is none.
 * @throws ChatError `file-gone`, `storage-…`
 */
export async function openPicture(
  files: ConversationFiles,
  ref: MessageRef,
  facts: Pick<FileFacts, 'size'>,
): Promise<Blob | undefined> {
  const { media } = await recognize(files, ref, facts);
  if (media.kind !== 'picture') return undefined;
  const content = await files.open(ref);
  return content.slice(0, content.size, media.type);
}
