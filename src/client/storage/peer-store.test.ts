import { expect, it } from '@jest/globals';
import { generateStorageKey } from '../../crypto/storage-key.ts';
import { MemoryStorage } from './memory-storage.ts';
import { listPeers, newPeer, type PeerState } from './peer-state.ts';
import { ONLY, PeerStore, Transaction } from './peer-store.ts';
import { SealedRows } from './sealed-rows.ts';

it('a request and a bundle of the same peer are stored when they arrive at the same time', async () => {
  const sealed = new SealedRows(new MemoryStorage(), await generateStorageKey());
  const rows = PeerStore.create('peer', sealed, newPeer('Anna', 0));
  const request = new Transaction(rows);
  request.state = { ...request.state, consent: 'asked' };
  const bundle = new Transaction(rows);
  bundle.put('bundles', ONLY, { bytes: 'AA', name: 'Anna' });

  await Promise.all([rows.commit(request), rows.commit(bundle)]);

  const stored = (await listPeers(sealed)).get('peer');
  const loaded = await PeerStore.load('peer', sealed, stored as PeerState);
  for (const each of [rows, loaded]) {
    expect(each.state.consent).toBe('asked');
    expect(each.get('bundles', ONLY)).toEqual({ bytes: 'AA', name: 'Anna' });
  }
});
