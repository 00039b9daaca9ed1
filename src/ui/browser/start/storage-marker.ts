import type { Chat } from '../../../client/chat.ts';
import type { Storage } from '../../../client/storage/storage.ts';
import type { ChatView } from '../app/chat-view.ts';

/**
 * Stored outside the database, without secrets: since when somebody has been signed in here, ms
 * since 1970 (docs/adr/0055).
 */
const ROW = 'signed-in';

/** Since when somebody has been signed in, according to the marker. */
export function signedInSince(): number | undefined {
  try {
    const since = localStorage.getItem(ROW);
    return since === null ? undefined : Number(since);
  } catch {
    return undefined;
  }
}

function mark(isSignedIn: boolean): void {
  try {
    if (!isSignedIn) localStorage.removeItem(ROW);
    else if (signedInSince() === undefined) localStorage.setItem(ROW, String(Date.now()));
  } catch {
    // If the marker cannot be written, a loss is not detected.
  }
}

/**
 * Detects that the database was lost with all its data, because the browser or the user deleted it:
 * the marker is still there. Signing out removes both.
 */
export function watchForStorageLoss(chat: Chat, { durable }: Storage, view: ChatView): void {
  if (!durable) return;
  const isSignedIn = (): boolean => chat.profile !== undefined;
  view.storageLost = !isSignedIn() && signedInSince() !== undefined;
  if (isSignedIn()) mark(true);
  chat.onChange(({ kind }) => {
    if (kind !== 'profile') return;
    mark(isSignedIn());
    view.storageLost = false;
  });
}
