import type { Chat } from '../../../client/chat.ts';
import type { Storage } from '../../../client/storage/storage.ts';

/**
 * Asks the browser not to evict this site's data when space gets short. Waits for the first message,
 * because some browsers show a prompt.
 */
export function requestPersistentStorage(chat: Chat, { durable }: Storage): void {
  if (!durable) return;
  const unfollow = chat.onChange(({ kind }) => {
    if (kind !== 'message') return;
    unfollow();
    void navigator.storage?.persist?.();
  });
}
