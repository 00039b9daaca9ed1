import type { Chat } from '../../../client/chat.ts';
import type { Storage } from '../../../client/storage/storage.ts';
import type { ChatView } from '../app/chat-view.ts';

/** Outside of the database, and without anything secret: that somebody has signed in here. */
const ROW = 'signed-in';

function isMarked(): boolean {
  try {
    return localStorage.getItem(ROW) !== null;
  } catch {
    return false;
  }
}

function mark(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(ROW, 'yes');
    else localStorage.removeItem(ROW);
  } catch {
    // Where nothing can be marked, a loss is not noticed.
  }
}

/**
 * Notices that the database was lost with all that it held, by the browser or by hand: its marker is
 * still there. Signing out removes both.
 */
export function watchForStorageLoss(chat: Chat, { durable }: Storage, view: ChatView): void {
  if (!durable) return;
  const isSignedIn = (): boolean => chat.profile !== undefined;
  view.storageLost = !isSignedIn() && isMarked();
  if (isSignedIn()) mark(true);
  chat.onChange(({ kind }) => {
    if (kind !== 'profile') return;
    mark(isSignedIn());
    view.storageLost = false;
  });
}
