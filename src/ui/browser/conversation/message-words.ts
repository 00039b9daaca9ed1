import type { FileView } from '../../../client/files/file-views.ts';
import type { MessageView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';

/** What a file is, in words, as its sender says. */
function labelOf({ type, waveform, name }: FileView): string {
  if (waveform !== undefined) return strings.file.label.voice;
  if (type.startsWith('image/')) return strings.file.label.photo;
  return type.startsWith('video/')
    ? strings.file.label.video
    : format(strings.file.label.file, { file: name });
}

/** A message in one line, for lists and announcements: its text or caption, or what its file is. */
export function wordsOf({ isDeleted, text, file }: MessageView): string {
  if (isDeleted === true) return strings.messageDeleted;
  return text === '' && file !== undefined ? labelOf(file) : text;
}
