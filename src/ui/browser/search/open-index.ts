import type { Chat } from '../../../client/chat.ts';
import { MessageIndex } from '../../../client/search/message-index.ts';
import type { MessageView, PersonId } from '../../../client/views.ts';

/** An index that follows the chat, and whether it has read what is stored. */
export interface OpenIndex {
  readonly index: MessageIndex;
  loaded: Promise<void>;
}

const open = new WeakMap<Chat, OpenIndex>();

/**
 * The index of a chat's messages, which begins to load on first use and is kept up to date until the
 * user signs out. Requests are not searched: their texts are not the user's conversations. The messages of
 * one are added when the user accepts it.
 */
export function openIndex(chat: Chat, locale: string): OpenIndex {
  const known = open.get(chat);
  if (known !== undefined) return known;
  const index = new MessageIndex(locale);
  const isRequest = (peer: PersonId): boolean => chat.conversation(peer)?.consent === 'asked';
  const isKnown = (peer: PersonId): boolean => chat.conversation(peer) !== undefined;
  const peers = chat.conversations().map(({ peer }) => peer);
  const requests = new Set(peers.filter(isRequest));
  const read = (some: readonly PersonId[]): Promise<void> =>
    index.load(some, (peer, range) => chat.messages(peer, range));
  const forget = (): void => {
    stop();
    open.delete(chat);
  };
  const failed = (error: unknown): never => {
    forget();
    throw error;
  };
  const put = (message: MessageView): void => {
    if (isRequest(message.peer)) requests.add(message.peer);
    else index.put(message);
  };
  const stop = chat.onChange((change) => {
    if (change.kind === 'message') put(change.message);
    else if (change.kind === 'removed') index.remove(change);
    else if (change.kind === 'profile' && chat.profile === undefined) forget();
    else if (change.kind === 'conversation' && isKnown(change.peer) && !isRequest(change.peer)) {
      // Whoever searches next waits for it, and is told if it fails.
      if (requests.delete(change.peer)) {
        opened.loaded = Promise.all([opened.loaded, read([change.peer])]).then(() => {}, failed);
        opened.loaded.catch(() => undefined);
      }
    }
  });
  const opened = { index, loaded: read(peers.filter((peer) => !isRequest(peer))).catch(failed) };
  open.set(chat, opened);
  return opened;
}
