import type { TimelineEntry } from '../conversation/timeline-entry.ts';
import { afterReading } from '../inbound/read-marks.ts';
import type { PeerStore, Transaction } from '../storage/peer-store.ts';
import { beginCountdowns } from './expiry.ts';
import { findPlaced } from './message-lookup.ts';

/**
 * Starts the countdowns of messages that were seen. Returns their entries. @throws ChatError
 * `storage-failed`
 */
export async function showCountdowns(tx: Transaction, now: number): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  for (const ref of beginCountdowns(tx, now)) {
    const found = await findPlaced(tx, ref);
    if (found !== undefined) entries.push({ ...found, isChanged: true });
  }
  return entries;
}

/**
 * The user has read the peer's entries, up to one of them or all of them. Returns the entries that will
 * disappear now.
 * @param through the id of the last entry that was read
 * @throws ChatError `storage-failed`
 */
export async function noteRead(
  tx: Transaction,
  { store, now }: { readonly store: PeerStore; readonly now: number },
  through?: string,
): Promise<TimelineEntry[]> {
  tx.state = { ...tx.state, ...(await afterReading(store, through)) };
  return showCountdowns(tx, now);
}
