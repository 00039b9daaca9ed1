import type { FileFacts } from '../../../client/files/file-views.ts';
import type { MessageView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { withoutBackticks } from './text-parts.ts';

/** What a file is, in words, as its sender says. */
function labelOf({ type, waveform, name }: FileFacts): string {
  if (waveform !== undefined) return strings.file.label.voice;
  if (type.startsWith('image/')) return strings.file.label.photo;
  return type.startsWith('video/')
    ? strings.file.label.video
    : format(strings.file.label.file, { file: name });
}

/** What is needed of a message to say it in words. */
interface Wording extends Pick<MessageView, 'text' | 'isDeleted'> {
  readonly file?: FileFacts | undefined;
}

/**
 * A message without markup, for lists, quotes and announcements: its text or caption, or what its file is.
 */
export function wordsOf({ isDeleted, text, file }: Wording): string {
  if (isDeleted === true) return strings.messageDeleted;
  return text === '' && file !== undefined ? labelOf(file) : withoutBackticks(text);
}
