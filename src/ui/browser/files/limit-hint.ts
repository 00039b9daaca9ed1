import type { ChatError } from '../../../protocol/errors.ts';
import type { App } from '../app/app.ts';
import { limitText } from './file-text.ts';

/** What follows the text of an error: how large a file may be, if that was the reason. */
export function limitHint(
  { detail: { limit } }: Pick<ChatError, 'detail'>,
  { text: { strings, format }, locale }: Pick<App, 'text' | 'locale'>,
): string {
  return !limit ? '' : format(strings.tray.limit, { limit: limitText(limit, locale) });
}
