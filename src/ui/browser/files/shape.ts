import type { FileFacts } from '../../../client/files/file-views.ts';
import type { MediaType } from './media-type.ts';

/** What a file looks like in the conversation. */
export type Shape = 'picture' | 'video' | 'voice' | 'audio' | 'card';

/** What its sender says, which decides only what its place looks like until its content is here. */
export function claimedShape({ type, preview, waveform }: FileFacts): Shape {
  if (waveform !== undefined) return 'voice';
  if (preview === undefined) return 'card';
  return type.startsWith('video/') ? 'video' : type.startsWith('image/') ? 'picture' : 'card';
}

/** What it is. */
export function shapeOf(media: MediaType, { waveform }: FileFacts): Shape {
  if (media.kind === 'audio') return waveform === undefined ? 'audio' : 'voice';
  return media.kind === 'other' ? 'card' : media.kind;
}
