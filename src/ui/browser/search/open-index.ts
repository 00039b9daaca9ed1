import type { Chat } from '../../../client/chat.ts';
import { MessageIndex } from '../../../client/search/message-index.ts';

/** An index that follows the chat, and whether it has read what is stored. */
export interface OpenIndex {
  readonly index: MessageIndex;
  readonly loaded: Promise<void>;
}

const open = new WeakMap<Chat, OpenIndex>();

/**
 * The index of a chat's messages, which begins to load on first use and is kept up to date until the
 * user signs out. Requests are not searched: their texts are not the user's conversations.
 */
export function openIndex(chat: Chat, locale: string): OpenIndex {
  const known = open.get(chat);
  if (known !== undefined) return known;
  const index = new MessageIndex(locale);
  const forget = (): void => {
    stop();
    open.delete(chat);
  };
  const stop = chat.onChange((change) => {
    if (change.kind === 'message') index.put(change.message);
    else if (change.kind === 'removed') index.remove(change);
    else if (change.kind === 'profile' && chat.profile === undefined) forget();
  });
  const peers = chat.conversations().filter(({ consent }) => consent !== 'asked');
  const loaded = index
    .load(
      peers.map(({ peer }) => peer),
      (peer, range) => chat.messages(peer, range),
    )
    .catch((error: unknown) => {
      forget();
      throw error;
    });
  const opened = { index, loaded };
  open.set(chat, opened);
  return opened;
}
