import type { Chat } from '../../../client/chat.ts';
import type { Storage } from '../../../client/storage/storage.ts';
import { signedInSince } from './storage-marker.ts';

const DAY_MS = 86_400_000;
/** Some browsers ask the user, who may close the prompt without an answer. */
const AGAIN_MS = 30 * DAY_MS;

/** When the browser was asked last, ms since 1970. */
const ROW = 'asked-to-keep';

/**
 * Asks the browser not to evict this site's data when space runs short: when somebody who has used
 * it for a day opens it, and rarely after that. Some browsers show a prompt.
 */
export function requestPersistentStorage(chat: Chat, { durable }: Storage): void {
  if (!durable) return;
  const since = signedInSince();
  if (chat.profile === undefined || since === undefined) return;
  chat.onChange(({ kind }) => {
    if (kind === 'profile' && chat.profile === undefined) localStorage.removeItem(ROW);
  });
  const now = Date.now();
  const asked = Number(localStorage.getItem(ROW));
  if (now - since < DAY_MS || now - asked < AGAIN_MS) return;
  localStorage.setItem(ROW, String(now));
  void navigator.storage?.persist?.();
}
