import { type PeerStore, Transaction } from '../storage/peer-store.ts';

/**
 * Forgets the ids of chains to the user's bundles below a number, which can no longer be opened.
 * @throws ChatError `storage-…`
 */
export async function forgetChainIds(store: PeerStore, oldestBundle: number): Promise<void> {
  const tx = new Transaction(store);
  for (const [id, { bundle }] of tx.entries('chain-ids')) {
    if (bundle < oldestBundle && tx.get('chains', id) === undefined) tx.delete('chain-ids', id);
  }
  await store.commit(tx);
}
