import type { Chat } from '../../../client/chat.ts';
import type { Storage } from '../../../client/storage/storage.ts';

/**
 * Asks the browser not to clear this site when space gets short. Only once there is a message to
 * keep: some browsers ask the person.
 */
export function requestPersistentStorage(chat: Chat, { durable }: Storage): void {
  if (!durable) return;
  const unfollow = chat.onChange(({ kind }) => {
    if (kind !== 'message') return;
    unfollow();
    void navigator.storage?.persist?.();
  });
}
