import { expect, it } from '@jest/globals';
import { generateStorageKey } from '../../crypto/storage-key.ts';
import { MemoryStorage } from './memory-storage.ts';
import { newPerson } from './peer-state.ts';
import { Draft, loadPeople, ONLY, PersonRows } from './peer-store.ts';
import { SealedRows } from './sealed-rows.ts';

it('is asked by someone whose bundle is stored at the same time', async () => {
  const sealed = new SealedRows(new MemoryStorage(), await generateStorageKey());
  const rows = PersonRows.create('peer', sealed, newPerson('Anna', 0));
  const request = new Draft(rows);
  request.state = { ...request.state, consent: 'asked' };
  const bundle = new Draft(rows);
  bundle.put('bundles', ONLY, { bytes: 'AA', name: 'Anna' });

  await Promise.all([rows.commit(request), rows.commit(bundle)]);

  const stored = (await loadPeople(sealed)).get('peer');
  for (const each of [rows, stored]) {
    expect(each?.state.consent).toBe('asked');
    expect(each?.get('bundles', ONLY)).toEqual({ bytes: 'AA', name: 'Anna' });
  }
});
