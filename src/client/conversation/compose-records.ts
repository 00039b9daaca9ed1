import type { OrderedBody } from '../../protocol/record.ts';
import { cancelComposed, compose, composedTimeline } from '../outbound/outbox.ts';
import type { PeerContext } from '../peer-context.ts';
import { Transaction } from '../storage/peer-store.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/**
 * Composes records for a peer in one transaction. Returns their timeline entries.
 * @param edit further changes in the same transaction
 * @throws ChatError `storage-…`
 */
export async function composeRecords(
  { store, now }: PeerContext,
  bodies: readonly OrderedBody[],
  edit: (tx: Transaction) => void,
): Promise<readonly TimelineEntry[]> {
  const tx = new Transaction(store);
  // Messages that wait for a response must not be sealed after the record that ends the wait.
  const isWithdrawn = store.state.consent === 'requested' && bodies[0]?.type === 'leave';
  if (isWithdrawn) cancelComposed(tx);
  const entries = bodies.map((body) => compose(tx, body, now));
  edit(tx);
  await store.commit(tx);
  return composedTimeline(entries);
}
