import type { ChatError } from '../../../protocol/errors.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { limitText } from './file-text.ts';

/** What follows the text of an error: how large a file may be, if that was the reason. */
export function limitHint({ detail: { limit } }: Pick<ChatError, 'detail'>): string {
  return !limit ? '' : format(strings.tray.limit, { limit: limitText(limit, strings.locale) });
}
