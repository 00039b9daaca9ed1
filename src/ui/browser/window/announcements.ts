import type { Chat } from '../../../client/chat.ts';
import { isMessage, type MessageView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { ChatView } from '../app/chat-view.ts';
import { eventText } from '../conversation/event-text.ts';
import { wordsOf } from '../conversation/message-words.ts';
import { announce } from './live-region.ts';

function announcementFor(message: MessageView, chat: Chat, view: ChatView): string | undefined {
  const conversation = chat.conversation(message.peer);
  if (conversation === undefined || conversation.blocked) return undefined;
  const { name, consent } = conversation;
  if (!isMessage(message)) return eventText(message, name);
  if (consent === 'asked') {
    return name === ''
      ? strings.announcement.askedUnnamed
      : format(strings.announcement.asked, { name });
  }
  const shown = view.open === message.peer;
  return shown
    ? format(strings.announcement.arrived, { name, text: wordsOf(message) })
    : format(strings.announcement.elsewhere, { name });
}

/** Announces each arriving message and event once. */
export function announceArrivals(chat: Chat, view: ChatView): void {
  chat.onChange((change) => {
    if (change.kind !== 'message' || !change.arrived) return;
    const text = announcementFor(change.message, chat, view);
    if (text !== undefined) announce(text);
  });
}
