import type { MessageView } from '../../../client/views.ts';
import { EVENT_WORDS, RENAMED } from '../words.ts';

/** What a line that is no message tells; of a message, nothing. */
export function eventWords({ kind, mine, names }: MessageView, peerName: string): string {
  if (kind === 'text') return '';
  if (kind === 'renamed') return names === undefined ? '' : RENAMED(names.from, names.to);
  return mine ? EVENT_WORDS[kind].mine() : EVENT_WORDS[kind].theirs(peerName);
}
