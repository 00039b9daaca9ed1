import type { ConversationView } from '../../../client/views.ts';
import type { strings as Catalogue } from '../../strings/catalogue.ts';

/** What a notification reveals about a message to anybody who sees the screen. */
export type Detail = 'none' | 'name' | 'text';

type Texts = Pick<typeof Catalogue, 'notification' | 'title' | 'unnamed'>;

/** What a notification says. */
export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** A system shows a few lines only. */
const TEXT_UNITS = 300;

/**
 * The text of a request is never shown: it is hidden in the page, too, until the user asks for it.
 * @param text of the message, or what its file is
 */
export function notificationText(
  { name, consent }: Pick<ConversationView, 'name' | 'consent'>,
  text: string,
  detail: Detail,
  strings: Texts,
): NotificationText {
  const isRequest = consent === 'asked';
  const what = isRequest ? strings.notification.request : strings.notification.message;
  if (detail === 'none') return { title: strings.title, body: what };
  const isShown = detail === 'text' && !isRequest && text !== '';
  const body = isShown ? text.slice(0, TEXT_UNITS) : what;
  return { title: name || strings.unnamed, body };
}
