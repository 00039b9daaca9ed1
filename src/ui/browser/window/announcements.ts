import type { Chat } from '../../../client/chat.ts';
import type { MessageView } from '../../../client/views.ts';
import type { ChatView } from '../app/chat-view.ts';
import { eventWords } from '../conversation/event.ts';
import { SPOKEN_WORDS } from '../words.ts';
import { announce } from './live-region.ts';

function wordsFor(message: MessageView, chat: Chat, view: ChatView): string | undefined {
  const conversation = chat.conversation(message.peer);
  if (conversation === undefined || conversation.blocked) return undefined;
  const { name, consent } = conversation;
  if (message.kind !== 'text') return eventWords(message, name);
  if (consent === 'asked') return SPOKEN_WORDS.asked(name);
  const shown = view.open === message.peer;
  return shown ? SPOKEN_WORDS.arrived(name, message.text) : SPOKEN_WORDS.elsewhere(name);
}

/** Tells screen readers what arrives, each line once. */
export function announceArrivals(chat: Chat, view: ChatView): void {
  chat.onChange((change) => {
    if (change.kind !== 'message' || !change.arrived) return;
    const words = wordsFor(change.message, chat, view);
    if (words !== undefined) announce(words);
  });
}
