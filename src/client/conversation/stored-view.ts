import { hasGap } from '../inbound/stream-assembler.ts';
import { isRequestFull } from '../outbound/outbox.ts';
import { nameOf, type PeerStore } from '../storage/peer-store.ts';
import type { ConversationView } from '../views.ts';

/** What a conversation's view takes from the stored data. */
type StoredView = Omit<
  ConversationView,
  'peer' | 'online' | 'since' | 'gone' | 'typing' | 'problem' | 'last' | 'draft'
>;

export function storedView(store: PeerStore): StoredView {
  const { consent, blocked, mutedUntil, verified, nameTakenBy, timer, unread, updated } =
    store.state;
  return {
    name: nameOf(store),
    consent,
    blocked,
    mutedUntil,
    verified,
    nameTakenBy,
    missing: hasGap(store),
    requestFull: isRequestFull(store),
    timer: timer.seconds,
    unread,
    updated,
  };
}
