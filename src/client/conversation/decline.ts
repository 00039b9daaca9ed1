import { REQUEST_AGAIN_MS } from '../../protocol/limits.ts';
import type { PeerContext } from '../peer-context.ts';
import { newPeer } from '../storage/peer-state.ts';
import { nameOf, type PeerStore, type Transaction } from '../storage/peer-store.ts';
import { declineEvent, refOf, type TimelineEntry } from './timeline-entry.ts';

/**
 * Declines a request, if there is one, and deletes its messages. Returns the event that shows it.
 * @throws ChatError `storage-failed`
 */
export async function declineRequest(
  tx: Transaction,
  store: PeerStore,
  now: number,
): Promise<TimelineEntry | undefined> {
  const { state } = tx;
  if (state.consent !== 'asked') return undefined;
  // A stranger has nothing in the timeline but the request.
  if (!state.known) {
    for (const { order, row } of await store.messages({})) tx.deleteMessage(order, refOf(row));
  }
  const mayAskFrom = Math.max(state.mayAskFrom, now + REQUEST_AGAIN_MS);
  const answered = { consent: 'declined-by-me', known: true, unread: 0, mayAskFrom } as const;
  tx.state = { ...state, ...answered, updated: now };
  const event = declineEvent(state, now);
  tx.putMessage(event.order, event.row);
  return event;
}

/**
 * Deletes everything about a stranger, from whom nothing is accepted for a day. @throws ChatError
 * `storage-…`
 */
export function evictStranger({ store, now }: PeerContext): Promise<void> {
  const evictedUntil = now + REQUEST_AGAIN_MS;
  return store.erase({ ...newPeer(nameOf(store), now), evictedUntil });
}
