import {
  type ConversationView,
  isMessage,
  type MessageView,
  type PersonView,
} from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { formatCount } from '../../strings/format.ts';
import type { ChatView } from '../app/chat-view.ts';
import { isCurrent } from '../app/is-current.ts';
import { listTime } from '../conversation/dates.ts';
import { eventText } from '../conversation/event-text.ts';
import { wordsOf } from '../conversation/message-words.ts';
import { onlineSince } from '../conversation/presence.ts';
import { type Avatar, avatarOf } from './avatar.ts';
import { shownName } from './strangers.ts';

/** A person in one of the lists. */
export interface ListRow extends Avatar {
  /** The identity key. */
  readonly key: string;
  readonly name: string;
  readonly isOnline: boolean;
  readonly isOpen: boolean;
  /** Whether their safety number was verified. */
  readonly isVerified: boolean;
  /** Whether a person with another key holds their name now. */
  readonly isKeyChanged: boolean;
  /** Whether nothing notifies of their messages. */
  readonly isMuted: boolean;
  /** The second line: the last message, or how long they have been online. */
  readonly line: string;
  /** Before it, in the language of the page: whose message it is, or that it is a draft; or empty. */
  readonly prefix: string;
  readonly time: string;
  readonly unread: number;
  readonly unreadLabel: string;
}

export type ListContext = Pick<
  ChatView,
  'connection' | 'disconnected' | 'now' | 'clockSkew' | 'open'
>;

/**
 * A row shows only the beginning of a text: the browser would lay out the rest again with every
 * keystroke.
 */
const PREVIEW_UNITS = 200;

/** The second line of a row. Its parts may run in different directions. */
type Line = Pick<ListRow, 'prefix' | 'line'>;

const plain = (line: string): Line => ({ prefix: '', line });

function lastWords(message: MessageView | undefined, name: string): Line {
  if (message === undefined) return plain('');
  if (!isMessage(message)) return plain(eventText(message, name));
  const line = wordsOf(message).slice(0, PREVIEW_UNITS);
  return { prefix: message.mine ? strings.list.mine : '', line };
}

/**
 * What a person is typing takes precedence over a draft, and a draft over the last message; the text
 * of a request is hidden until the user asks to see it.
 */
function lineOf({ consent, draft, last, name, typing }: ConversationView): Line {
  if (consent === 'asked') return plain(strings.list.asks);
  if (typing) return plain(strings.presence.typing);
  return draft.trim() === ''
    ? lastWords(last, name)
    : { prefix: strings.list.draft, line: draft.slice(0, PREVIEW_UNITS) };
}

export function conversationRow(conversation: ConversationView, context: ListContext): ListRow {
  const { peer, name, online, blocked, mutedUntil, verified, nameTakenBy, updated } = conversation;
  const unread = blocked ? 0 : conversation.unread;
  return {
    ...avatarOf(peer, name),
    key: peer,
    name: shownName(name),
    isOnline: online && !blocked && isCurrent(context),
    isOpen: peer === context.open,
    isVerified: verified,
    isKeyChanged: nameTakenBy !== undefined,
    isMuted: mutedUntil > context.now,
    ...lineOf({
      ...conversation,
      typing: conversation.typing && !blocked && isCurrent(context),
    }),
    time: listTime(updated, context.now),
    unread,
    unreadLabel: unread === 0 ? '' : formatCount(strings.list.unread, unread),
  };
}

export function personRow({ peer, name, since }: PersonView, context: ListContext): ListRow {
  const isOnline = isCurrent(context);
  return {
    ...avatarOf(peer, name),
    key: peer,
    name,
    isOnline,
    isOpen: peer === context.open,
    isVerified: false,
    isKeyChanged: false,
    isMuted: false,
    prefix: '',
    line: isOnline ? onlineSince(since, context) : strings.connection[context.connection.kind],
    time: '',
    unread: 0,
    unreadLabel: '',
  };
}
