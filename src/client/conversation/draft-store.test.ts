import { describe, expect, it } from '@jest/globals';
import { PeerStore, Transaction } from '../storage/peer-store.ts';
import { FaultyStorage } from '../testing/faulty-storage.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { DraftStore } from './draft-store.ts';

/** A draft, and what a reload would restore of it. */
async function openDraft() {
  const storage = new FaultyStorage();
  const { context, store, rows, changes } = await makePeerContext({
    identity: new Uint8Array(32),
    storage,
  });
  const drafts = new DraftStore(context);
  const reloaded = async (): Promise<string> => {
    const loaded = await PeerStore.load(context.peer, rows, store.state);
    return new DraftStore({ ...context, store: loaded } as typeof context).text;
  };
  return { drafts, store, storage, changes, reloaded };
}

describe('a draft', () => {
  it('is saved without a timer, one write at a time, and ends with the newest text', async () => {
    const { drafts, storage, changes, reloaded } = await openDraft();
    for (const text of ['h', 'he', 'hel', 'hell']) {
      drafts.set(text);
      await Promise.resolve();
    }
    await drafts.idle();
    expect(storage.commits.length).toBeLessThanOrEqual(2);
    expect(changes.map(({ kind }) => kind)).toContain('conversation');
    expect(await reloaded()).toBe('hell');
  });

  it('is not saved again when it has not changed, and is erased when it is empty', async () => {
    const { drafts, storage, reloaded } = await openDraft();
    for (const text of ['hello', 'hello', '']) {
      drafts.set(text);
      await drafts.idle();
    }
    expect(storage.commits).toHaveLength(2);
    expect(await reloaded()).toBe('');
  });

  it('stays in memory when the storage is full, and is saved with the next change', async () => {
    const { drafts, storage, reloaded } = await openDraft();
    storage.breaksNext = true;
    drafts.set('hello');
    await drafts.idle();
    expect(drafts.text).toBe('hello');
    drafts.set('hello!');
    await drafts.idle();
    expect(await reloaded()).toBe('hello!');
  });

  it('that is sent leaves the composer at once and the storage with its message', async () => {
    const { drafts, store, reloaded } = await openDraft();
    drafts.set('hello');
    await drafts.idle();
    const pending = drafts.beginSend('hello');
    expect(drafts.text).toBe('');
    expect(await reloaded()).toBe('hello');
    const tx = new Transaction(store);
    drafts.endSend(tx, pending);
    await store.commit(tx);
    expect(await reloaded()).toBe('');
  });

  it('that is rejected is in the composer again, before what was typed since', async () => {
    const { drafts, reloaded } = await openDraft();
    drafts.set('first');
    const pending = drafts.beginSend('first');
    drafts.set('second');
    drafts.giveBack(pending);
    await drafts.idle();
    expect(drafts.text).toBe('first\nsecond');
    expect(await reloaded()).toBe('first\nsecond');
  });
});
