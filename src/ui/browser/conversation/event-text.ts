import type { MessageView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';

/** What a timeline event says; empty for a message. */
export function eventText({ kind, mine, names }: MessageView, peerName: string): string {
  if (kind === 'text') return '';
  if (kind === 'renamed') return names === undefined ? '' : format(strings.renamed, names);
  return mine ? strings.event[kind].mine : format(strings.event[kind].theirs, { name: peerName });
}
