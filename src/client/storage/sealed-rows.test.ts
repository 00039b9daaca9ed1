import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { generateStorageKey } from '../../crypto/storage-key.ts';
import { utf8 } from '../../protocol/bytes.ts';
import { MemoryStorage } from './memory-storage.ts';
import { SealedRows } from './sealed-rows.ts';
import type { RowRange, Table } from './storage.ts';

const ROW = v.strictObject({ text: v.string() });
const refused = expect.objectContaining({ code: 'storage-failed' });

async function open() {
  const storage = new MemoryStorage();
  return { storage, rows: new SealedRows(storage, await generateStorageKey()) };
}

describe('sealed rows', () => {
  it('are read as they were written', async () => {
    const { rows } = await open();
    await rows.commit([{ table: 'drafts', key: 'a', value: { text: 'half a sent' } }]);
    expect(await rows.read(ROW, 'drafts', 'a')).toEqual({ text: 'half a sent' });
    expect(await rows.list(ROW, 'drafts')).toEqual([{ key: 'a', value: { text: 'half a sent' } }]);
    await rows.commit([{ table: 'drafts', key: 'a', value: undefined }]);
    expect(await rows.read(ROW, 'drafts', 'a')).toBeUndefined();
  });

  it('contain no plaintext', async () => {
    const { storage, rows } = await open();
    await rows.commit([{ table: 'drafts', key: 'a', value: { text: 'half a sentence' } }]);
    const [row] = await storage.list('drafts');
    const stored = new TextDecoder().decode(row?.value);
    expect(stored).not.toContain('half');
    expect(stored).not.toContain('text');
  });

  it('of many people are read ahead with one query for each table', async () => {
    const { storage, rows } = await open();
    const written = ['ann/1', 'ann/2', 'bob/1', 'bo/1'].map((key) => ({
      key,
      value: { text: key },
    }));
    await rows.commit(written.map((row) => ({ table: 'held', ...row })));
    await rows.commit([{ table: 'drafts', key: 'bob', value: { text: 'half a sent' } }]);
    const queries: Table[] = [];
    const list = storage.list.bind(storage);
    storage.list = (table: Table, range?: RowRange) => {
      queries.push(table);
      return list(table, range);
    };
    const ahead = rows.readAhead();
    const found = await Promise.all(
      ['ann', 'bob', 'bo', 'b'].map((peer) => ahead.list(ROW, 'held', { prefix: `${peer}/` })),
    );
    expect(found).toEqual([written.slice(0, 2), [written[2]], [written[3]], []]);
    expect(await ahead.read(ROW, 'drafts', 'bob')).toEqual({ text: 'half a sent' });
    expect(await ahead.read(ROW, 'drafts', 'ann')).toBeUndefined();
    expect(queries).toEqual(['held', 'drafts']);
  });

  it('that were moved or have another shape are rejected', async () => {
    const { storage, rows } = await open();
    await rows.commit([{ table: 'drafts', key: 'a', value: { text: 'x' } }]);
    const [row] = await storage.list('drafts');
    const value = row?.value ?? utf8('');
    await storage.commit([{ kind: 'put', table: 'drafts', key: 'b', value }]);
    await expect(rows.read(ROW, 'drafts', 'b')).rejects.toThrow(refused);
    await rows.commit([{ table: 'drafts', key: 'c', value: { other: 1 } }]);
    await expect(rows.read(ROW, 'drafts', 'c')).rejects.toThrow(refused);
  });
});
