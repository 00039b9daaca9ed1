import type { ConversationView, MessageView, PersonView } from '../../../client/views.ts';
import type { ChatView } from '../app/chat-view.ts';
import { isCurrent } from '../app/is-current.ts';
import { duration, listTime } from '../conversation/dates.ts';
import { eventWords } from '../conversation/event.ts';
import { LIST_WORDS } from '../words.ts';
import { type Avatar, avatarOf } from './avatar.ts';

/** Someone in one of the lists. */
export interface ListRow extends Avatar {
  /** The identity key. */
  readonly key: string;
  readonly name: string;
  readonly isOnline: boolean;
  readonly isOpen: boolean;
  /** Whether keys were compared with them. */
  readonly isVerified: boolean;
  /** Whether their name leads to another key now. */
  readonly isKeyChanged: boolean;
  /** The second line: their last words, or since when they are here. */
  readonly line: string;
  readonly time: string;
  readonly unread: number;
  readonly unreadWords: string;
}

export type ListContext = Pick<ChatView, 'connection' | 'disconnected' | 'now' | 'open'>;

/** A row shows the beginning of a text: more would be laid out with every letter typed. */
const PREVIEW_UNITS = 200;

function lastWords(message: MessageView | undefined, name: string): string {
  if (message === undefined) return '';
  const { kind, mine } = message;
  if (kind !== 'text') return eventWords(message, name);
  const text = message.text.slice(0, PREVIEW_UNITS);
  return mine ? LIST_WORDS.mine(text) : text;
}

/** What is typed and not sent is worth more than what was said; a request is not read unasked. */
function lineOf({ consent, draft, last, name }: ConversationView): string {
  if (consent === 'asked') return LIST_WORDS.asks;
  return draft.trim() === ''
    ? lastWords(last, name)
    : LIST_WORDS.draft(draft.slice(0, PREVIEW_UNITS));
}

export function conversationRow(conversation: ConversationView, context: ListContext): ListRow {
  const { peer, name, online, blocked, verified, nameTakenBy, updated } = conversation;
  const unread = blocked ? 0 : conversation.unread;
  return {
    ...avatarOf(peer, name),
    key: peer,
    name,
    isOnline: online && !blocked && isCurrent(context),
    isOpen: peer === context.open,
    isVerified: verified,
    isKeyChanged: nameTakenBy !== undefined,
    line: lineOf(conversation),
    time: listTime(updated, context.now),
    unread,
    unreadWords: unread === 0 ? '' : LIST_WORDS.unread(unread),
  };
}

export function personRow({ peer, name, since }: PersonView, context: ListContext): ListRow {
  return {
    ...avatarOf(peer, name),
    key: peer,
    name,
    isOnline: isCurrent(context),
    isOpen: peer === context.open,
    isVerified: false,
    isKeyChanged: false,
    line: duration(since, context.now) ?? LIST_WORDS.justArrived,
    time: '',
    unread: 0,
    unreadWords: '',
  };
}
