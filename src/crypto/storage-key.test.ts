import { expect, it } from '@jest/globals';
import { utf8 } from '../protocol/bytes.ts';
import { generateStorageKey, openAtRest, sealAtRest } from './storage-key.ts';
import { flipBit, flipBits } from './testing/flip.ts';

const PLACE = { table: 'messages', key: 'bob/1' };
const refused = expect.objectContaining({ code: 'storage-failed' });

it('a stored row opens at its location with its key', async () => {
  const key = await generateStorageKey();
  const sealed = await sealAtRest(key, PLACE, utf8('hello'));
  expect(await openAtRest(key, PLACE, sealed)).toEqual(utf8('hello'));
});

it('a row that was moved, changed or sealed with another key is rejected', async () => {
  const key = await generateStorageKey();
  const sealed = await sealAtRest(key, PLACE, utf8('hello'));
  const attempts = [
    openAtRest(key, { ...PLACE, key: 'bob/2' }, sealed),
    openAtRest(key, { ...PLACE, table: 'drafts' }, sealed),
    openAtRest(key, PLACE, flipBit(sealed, 100)),
    openAtRest(key, PLACE, sealed.slice(0, 11)),
    openAtRest(await generateStorageKey(), PLACE, sealed),
  ];
  for (const attempt of attempts) await expect(attempt).rejects.toThrow(refused);
});

it('a row with any bit flipped is rejected, and still opens unmodified', async () => {
  const key = await generateStorageKey();
  const sealed = await sealAtRest(key, PLACE, utf8('hello'));
  const outcomes = await flipBits(sealed, (flipped) => openAtRest(key, PLACE, flipped));
  expect([...outcomes]).toEqual([['storage-failed', sealed.length * 8]]);
  expect(await openAtRest(key, PLACE, sealed)).toEqual(utf8('hello'));
});

it('the storage key cannot be exported', async () => {
  const key = await generateStorageKey();
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});
