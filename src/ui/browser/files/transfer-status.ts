import type { FileView } from '../../../client/files/file-views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { sizeText } from './file-text.ts';

/** Whose file it is, and the other person. */
export interface TransferContext {
  readonly mine: boolean;
  readonly name: string;
  /** Whether the other person is online. */
  readonly isOnline: boolean;
}

/**
 * Where the transfer of a file is, in words; empty when there is nothing to say. While the other person is
 * online, a transfer that has not begun is about to begin.
 */
export function statusOf(file: FileView, { mine, name, isOnline }: TransferContext): string {
  const { locale } = strings;
  const { state, code } = file;
  if (state === 'complete') return '';
  if (state === 'failed') return code === undefined ? '' : strings.error[code];
  const done = sizeText(file.transferred, locale);
  const values = { name, done, size: sizeText(file.size, locale) };
  if (state === 'offered') {
    const shown = isOnline ? state : 'waiting';
    return mine ? format(strings.file.state.mine[shown], values) : '';
  }
  const shown = state === 'waiting' && isOnline ? 'transferring' : state;
  return format(strings.file.state[mine ? 'mine' : 'theirs'][shown], values);
}
