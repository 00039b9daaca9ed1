import type { MessageView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { timerText } from '../message/timer-text.ts';

/** The text of a timeline event; empty for a message. */
export function eventText(message: MessageView, peerName: string): string {
  const { kind, mine, names, seconds = 0 } = message;
  if (kind === 'text' || kind === 'file') return '';
  if (kind === 'renamed') return names === undefined ? '' : format(strings.renamed, names);
  if (kind === 'timer') {
    const event = strings.timerEvent[seconds === 0 ? 'off' : 'on'][mine ? 'mine' : 'theirs'];
    return format(event, { name: peerName, time: timerText(seconds) });
  }
  return mine ? strings.event[kind].mine : format(strings.event[kind].theirs, { name: peerName });
}
