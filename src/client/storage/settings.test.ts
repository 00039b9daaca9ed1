import { expect, it } from '@jest/globals';
import { generateStorageKey } from '../../crypto/storage-key.ts';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { FaultyStorage } from '../testing/faulty-storage.ts';
import { SealedRows } from './sealed-rows.ts';
import { Settings } from './settings.ts';

useDirectCrypto();

async function loadSettings() {
  const storage = new FaultyStorage();
  const rows = new SealedRows(storage, await generateStorageKey());
  const settings = new Settings();
  await settings.load(rows);
  return { storage, rows, settings };
}

it('two settings that are changed at the same time are both kept', async () => {
  const { rows, settings } = await loadSettings();
  await Promise.all([settings.change({ typing: false }), settings.change({ emoji: '👍' })]);
  expect(settings.values).toMatchObject({ typing: false, emoji: '👍' });
  const again = new Settings();
  await again.load(rows);
  expect(again.values).toEqual(settings.values);
});

it('a change that cannot be stored leaves the settings as they were, and the next one is stored', async () => {
  const { storage, settings } = await loadSettings();
  storage.breaksNext = true;
  const [broken, stored] = await Promise.allSettled([
    settings.change({ typing: false }),
    settings.change({ readReceipts: false }),
  ]);
  expect(broken).toMatchObject({ status: 'rejected', reason: { code: 'storage-full' } });
  expect(stored.status).toBe('fulfilled');
  expect(settings.values).toMatchObject({ typing: true, readReceipts: false });
});
