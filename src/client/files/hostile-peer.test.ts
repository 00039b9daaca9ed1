import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../crypto/hash.ts';
import { randomBytes } from '../../crypto/random.ts';
import { type Bytes, concat, toBase64url } from '../../protocol/bytes.ts';
import type { FileBody, FileRequestBody, TransferBody } from '../../protocol/file-record.ts';
import {
  FILE_MAX_BYTES,
  FILE_PART_BYTES,
  FILE_PART_SENDS_PER_DAY,
  FILE_WINDOW,
} from '../../protocol/limits.ts';
import type { UnorderedBody } from '../../protocol/record.ts';
import { transcript } from '../../protocol/transcript.ts';
import { newId } from '../outbound/outbox.ts';
import { Transaction } from '../storage/peer-store.ts';
import { placeKey } from '../storage/peer-tables.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { FileLoader } from './file-loader.ts';
import { fileRow } from './file-row.ts';
import { factsOf } from './file-view.ts';
import type { PeerFiles } from './peer-files.ts';
import { announced } from './transfer.ts';

let clock: ManualClock;
let sent: UnorderedBody[];
let files: PeerFiles;
let peer: Awaited<ReturnType<typeof makePeerContext>>;

beforeEach(async () => {
  clock = new ManualClock();
  sent = [];
  peer = await makePeerContext({ identity: randomBytes(32), clock, relay: { isOnline: true } });
  const { context, store } = peer;
  await write((tx) => {
    tx.state = { ...tx.state, consent: 'accepted' };
  });
  expect(store.state.consent).toBe('accepted');
  files = await new FileLoader({
    context,
    unordered: { send: async (bodies) => void sent.push(...bodies) },
    isQueued: () => true,
    onComposed: () => {},
  }).load();
});

async function write(change: (tx: Transaction) => void | Promise<void>): Promise<void> {
  const tx = new Transaction(peer.store);
  await change(tx);
  await peer.store.commit(tx);
}

/** The peer sends records about the content of files, in one delivery. */
async function take(...bodies: readonly TransferBody[]): Promise<void> {
  await write(async (tx) => {
    for (const body of bodies) await files.take(tx, body);
  });
  files.committed();
  await settle();
}

/** Lets everything end that needs no more than ten seconds. */
async function settle(): Promise<void> {
  for (let round = 0; round < 40; round++) {
    await files.idle();
    clock.advance(250);
  }
}

/** A row of the timeline, without what a record adds. */
const EVENT = { id: '', mine: false, sent: 0, stream: '', seq: 1 };
const keyOf = (id: string): string => placeKey({ mine: false, id });
const rows = async (): Promise<number> =>
  (await peer.rows.list((await import('./transfer.ts')).TRANSFER, 'transfers')).length;

async function hashOf(size: number, parts: readonly Bytes[]): Promise<string> {
  const hashes = await Promise.all(parts.map(sha256));
  return toBase64url(await sha256(transcript('file', size, concat(...hashes))));
}

/** The peer announces a file, which the user accepts unless told otherwise. */
async function announce(facts: Partial<FileBody>, accepts = true): Promise<string> {
  const id = newId();
  const hash = toBase64url(new Uint8Array(32));
  const media = 'application/zip';
  const body: FileBody = { type: 'file', id, name: 'x', media, size: 1, hash, ...facts };
  await write((tx) => tx.put('transfers', keyOf(id), announced(body, clock.now())));
  if (accepts) await files.accept({ mine: false, id });
  await settle();
  return id;
}

const part = (id: string, index: number, fill = 1): TransferBody => {
  return { type: 'file-part', id, index, data: new Uint8Array(FILE_PART_BYTES).fill(fill) };
};

const state = (id: string) => peer.store.get('transfers', keyOf(id));
const requests = (): FileRequestBody[] =>
  sent.filter((body): body is FileRequestBody => body.type === 'file-request');
const storedParts = async (): Promise<number> => {
  let count = 0;
  for (const [key] of peer.store.entries('transfers')) {
    for (let index = 0; index < 64; index++) {
      if ((await peer.store.part(key, index)) !== undefined) count++;
    }
  }
  return count;
};

describe('a hostile sender', () => {
  it('whose file has another hash stores nothing, and learns why', async () => {
    const id = await announce({ size: FILE_PART_BYTES * 2 });
    await take(part(id, 0), part(id, 1));
    expect(state(id)).toMatchObject({ state: 'failed', code: 'file-mismatch', have: [] });
    expect(await storedParts()).toBe(0);
    expect(sent).toContainEqual({ type: 'file-cancel', id, reason: 'mismatch' });
  });

  it.each([
    ['smaller', FILE_PART_BYTES - 10],
    ['larger', FILE_PART_BYTES * 2],
  ])('whose file is %s than its hash says stores nothing', async (_what, size) => {
    const content = new Uint8Array(FILE_PART_BYTES).fill(1);
    const id = await announce({ size, hash: await hashOf(content.length, [content]) });
    await take(part(id, 0), part(id, 1));
    expect(state(id)).toMatchObject({ state: 'failed', code: 'file-mismatch', have: [] });
    expect(await storedParts()).toBe(0);
  });

  it('cannot show a name that looks like a path or hides its end', async () => {
    const hash = toBase64url(new Uint8Array(32));
    const name = '../..\\a/invoice\u202Efdp.exe\u0000';
    const file = { name, media: 'application/pdf', size: 1, hash };
    const row = { ...EVENT, ...fileRow({ type: 'file', id: newId(), ...file }) };
    const shown = factsOf(row)?.name ?? '';
    expect(shown).toContain('invoice');
    expect(shown).not.toMatch(/[/\\\p{Cc}\p{Bidi_Control}]/u);
  });

  it('cannot store a part twice, beyond the size, or of a file that nobody accepted', async () => {
    const id = await announce({ size: FILE_PART_BYTES * 3 });
    const unwanted = await announce({ size: FILE_PART_BYTES }, false);
    await take(part(id, 0, 1), part(id, 0, 2), part(id, 3), part(id, 2 ** 50));
    await take(part(id, 0, 3), part(unwanted, 0), part(newId(), 0));
    expect(state(id)).toMatchObject({ state: 'active', have: [[0, 0]] });
    expect((await peer.store.part(keyOf(id), 0))?.[0]).toBe(1);
    expect(await storedParts()).toBe(1);
    expect(await rows()).toBe(2);
  });

  it('cannot store or learn anything with a flood of parts that nobody wants', async () => {
    const unwanted = await announce({ size: FILE_MAX_BYTES }, false);
    const flood = Array.from({ length: 400 }, (_, n) => part(n % 2 ? unwanted : newId(), n >> 1));
    await take(...flood);
    expect(await storedParts()).toBe(0);
    expect(await rows()).toBe(1);
    expect(sent).toEqual([]);
  });

  it('who sends missing parts forever is asked for the rest with longer and longer pauses', async () => {
    const id = await announce({ size: FILE_PART_BYTES * 2 });
    await take(part(id, 1));
    const before = requests().length;
    for (let minutes = 0; minutes < 24 * 60; minutes++) {
      clock.advance(60_000);
      await files.idle();
    }
    expect(state(id)?.state).toBe('active');
    expect(requests().length - before).toBeLessThan(40);
    expect(requests().at(-1)).toEqual({ type: 'file-request', id, have: 1, want: [[0, 0]] });
  });

  it('cannot announce a file over the limit that is then accepted', async () => {
    const id = await announce({ size: FILE_MAX_BYTES + 1 });
    expect(state(id)).toMatchObject({ state: 'failed', code: 'file-too-large' });
    await take(part(id, 0));
    expect(await storedParts()).toBe(0);
    expect(sent).toEqual([]);
  });

  it('has the content of a last part cut to the size', async () => {
    const size = FILE_PART_BYTES + 10;
    const [first, last] = [new Uint8Array(FILE_PART_BYTES).fill(1), new Uint8Array(10).fill(1)];
    const id = await announce({ size, hash: await hashOf(size, [first, last]) });
    await take(part(id, 1), part(id, 0));
    expect(state(id)).toMatchObject({ state: 'complete' });
    expect(await (await files.open({ mine: false, id })).arrayBuffer()).toHaveProperty(
      'byteLength',
      size,
    );
  });

  it('cannot withdraw a file that is complete, or refuse one of their own', async () => {
    const size = FILE_PART_BYTES;
    const id = await announce({ size, hash: await hashOf(size, [new Uint8Array(size).fill(1)]) });
    await take({ type: 'file-cancel', id, reason: 'refused' }, part(id, 0));
    await take({ type: 'file-cancel', id, reason: 'cancelled' });
    await take({ type: 'file-cancel', id, reason: 'gone' });
    expect(state(id)).toMatchObject({ state: 'complete' });
    expect(await storedParts()).toBe(1);
  });
});

describe('a hostile receiver', () => {
  const parts = (): number[] =>
    sent.flatMap((body) => (body.type === 'file-part' ? body.index : []));

  async function offer(size: number): Promise<string> {
    const content = new Blob([new Uint8Array(size)]);
    const [ref] = await files.send([{ name: 'x', type: 'application/zip', content }]);
    return ref?.id ?? '';
  }

  const request = (id: string, first: number, last: number): TransferBody => {
    return { type: 'file-request', id, have: 0, want: [[first, last]] };
  };

  it('gets each part three times a day, and a window of them at a time', async () => {
    const id = await offer(FILE_PART_BYTES * 64);
    for (let n = 0; n < 10; n++) await take(request(id, 0, 3));
    expect(parts()).toHaveLength(4 * FILE_PART_SENDS_PER_DAY);
    clock.advance(86_400_000);
    await take(request(id, 0, 3));
    expect(parts()).toHaveLength(4 * FILE_PART_SENDS_PER_DAY + 4);
    sent.length = 0;
    await take(request(id, 10, 25), request(id, 26, 41), request(id, 42, 57));
    expect(parts()).toHaveLength(FILE_WINDOW);
    await take(request(id, 60, 70), request(id, 2 ** 50, 2 ** 50 + 1));
    // Up to three are sealed at a time, and which is ready first is open.
    const others = parts().slice(FILE_WINDOW);
    expect(others.sort((a, b) => a - b)).toEqual([60, 61, 62, 63]);
  });

  it('gets each part once for a request that is repeated before it is answered', async () => {
    const id = await offer(FILE_PART_BYTES * 4);
    await take(...Array.from({ length: 5 }, () => request(id, 0, 3)));
    expect(parts()).toHaveLength(4);
    for (let n = 1; n < FILE_PART_SENDS_PER_DAY; n++) await take(request(id, 0, 3));
    expect(parts()).toHaveLength(4 * FILE_PART_SENDS_PER_DAY);
  });

  it('gets nothing of files that are deleted, of others, or of their own', async () => {
    const id = await offer(FILE_PART_BYTES);
    await write((tx) => tx.forgetFile({ mine: true, id }));
    const theirs = await announce({ size: FILE_PART_BYTES });
    sent.length = 0;
    await take(request(id, 0, 0), request(theirs, 0, 0));
    for (let n = 0; n < 30; n++) await take(request(newId(), 0, 0));
    expect(parts()).toEqual([]);
    const gone = sent.filter((body) => body.type === 'file-cancel');
    expect(gone).toHaveLength(12);
    expect(gone[0]).toEqual({ type: 'file-cancel', id, reason: 'gone' });
    expect(await rows()).toBe(1);
  });

  it('gets nothing when they are no longer a contact', async () => {
    const id = await offer(FILE_PART_BYTES);
    await write((tx) => {
      tx.state = { ...tx.state, blocked: true };
    });
    await take(request(id, 0, 0), request(newId(), 0, 0));
    expect(sent).toEqual([]);
  });
});
