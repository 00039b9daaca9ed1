import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { FILE_PART_BYTES, FILE_PUSH_MAX_BYTES } from '../../protocol/limits.ts';
import { FilePair } from '../testing/file-pair.ts';
import { plainRows } from '../testing/plain-rows.ts';
import type { MessageRef } from '../views.ts';

useDirectCrypto();

let pair: FilePair;

beforeEach(async () => {
  pair = await FilePair.open();
});

describe('a file', () => {
  it('is offered, downloaded when it is accepted, and has the same bytes', async () => {
    const content = pair.content(5 * FILE_PART_BYTES + 17);
    const ref = await pair.send(content);
    await pair.arrive();
    expect(await pair.file(pair.bob, ref)).toMatchObject({
      ...{ name: 'a file', type: 'application/pdf', state: 'offered', transferred: 0 },
      ...{ size: content.length, isReadable: false },
    });
    await (await pair.files(pair.bob)).accept(pair.theirs(ref));
    await pair.arrive();
    expect(await pair.file(pair.bob, ref)).toMatchObject({ state: 'complete', isReadable: true });
    expect(await pair.hasContent(pair.bob, ref, content)).toBe(true);
    const sent = { state: 'complete', transferred: content.length };
    expect(await pair.file(pair.alice, ref)).toMatchObject(sent);
  });

  it('has all its bytes in the storage, and none of them in plain', async () => {
    const text = 'a secret that nobody else may read. ';
    const ref = await pair.send(new TextEncoder().encode(text.repeat(4000)));
    await pair.arrive();
    await (await pair.files(pair.bob)).accept(pair.theirs(ref));
    await pair.arrive();
    for (const who of [pair.alice, pair.bob]) {
      const rows = await who.storage.list('file-parts');
      expect(rows).toHaveLength(3);
      for (const { value } of rows) expect(new TextDecoder().decode(value)).not.toContain('secret');
    }
    const files = await pair.files(pair.bob);
    expect(files.used()).toBe(text.length * 4000);
    const range = await files.read(pair.theirs(ref), 64_500, 64_520);
    expect(new TextDecoder().decode(range)).toBe(text.repeat(4000).slice(64_500, 64_520));
    const streamed = await new Response(files.stream(pair.theirs(ref))).arrayBuffer();
    expect(await pair.hasContent(pair.bob, ref, new Uint8Array(streamed))).toBe(true);
  });

  it.each([
    ['a small picture', 'image/jpeg', undefined],
    ['a voice message', 'audio/mp4', [0, 12, 63]],
  ])(
    'that is %s arrives although its sender has left before its receiver comes',
    async (_what, type, waveform) => {
      const content = pair.content(FILE_PUSH_MAX_BYTES / 2);
      pair.bob.setOnline(false);
      const ref = await pair.send(content, type, waveform);
      await pair.network.settle();
      await pair.network.deliver(pair.takeFirst());
      await pair.network.settle();
      pair.alice.setOnline(false);
      pair.bob.setOnline(true);
      await pair.arrive();
      expect(await pair.file(pair.bob, ref)).toMatchObject({ state: 'complete' });
      expect(await pair.hasContent(pair.bob, ref, content)).toBe(true);
    },
  );

  it('that is a picture of a contact is downloaded without being asked, and a larger one is not', async () => {
    const small = await pair.send(pair.content(FILE_PUSH_MAX_BYTES + 1), 'image/png');
    const large = await pair.send(pair.content(5 * 1024 * 1024 + 1), 'image/png');
    await pair.arrive();
    expect(await pair.file(pair.bob, small)).toMatchObject({ state: 'complete' });
    expect(await pair.file(pair.bob, large)).toMatchObject({ state: 'offered' });
  });

  it('can be paused, also over a reload, and resumed', async () => {
    const content = pair.content(40 * FILE_PART_BYTES);
    const ref = await pair.send(content);
    await pair.arrive();
    const files = await pair.files(pair.bob);
    await files.accept(pair.theirs(ref));
    await pair.deliverSome(30);
    await files.pause(pair.theirs(ref));
    await pair.arrive();
    const paused = await pair.file(pair.bob, ref);
    expect(paused?.state).toBe('paused');
    expect(await pair.file(pair.alice, ref)).toMatchObject({ state: 'paused' });
    await pair.bob.load();
    await pair.arrive();
    expect(await pair.file(pair.bob, ref)).toMatchObject({
      state: 'paused',
      transferred: paused?.transferred,
    });
    await (await pair.files(pair.bob)).resume(pair.theirs(ref));
    await pair.arrive();
    expect(await pair.hasContent(pair.bob, ref, content)).toBe(true);
  });

  it('can be refused: its sender learns of it, and nothing of it stays', async () => {
    const ref = await pair.send(pair.content(20 * FILE_PART_BYTES));
    await pair.arrive();
    const files = await pair.files(pair.bob);
    await files.accept(pair.theirs(ref));
    await pair.deliverSome(12);
    await files.refuse(pair.theirs(ref));
    await pair.arrive();
    expect(await pair.file(pair.alice, ref)).toMatchObject({ state: 'refused' });
    expect(await pair.file(pair.bob, ref)).toMatchObject({ state: 'refused', transferred: 0 });
    expect(await pair.bob.storage.list('file-parts')).toEqual([]);
  });

  it('can be refused together with others: their sender learns of each', async () => {
    const sent: MessageRef[] = [];
    for (let n = 0; n < 3; n++) sent.push(await pair.send(pair.content(FILE_PART_BYTES)));
    await pair.arrive();
    const files = await pair.files(pair.bob);
    await Promise.all(sent.map((ref) => files.refuse(pair.theirs(ref))));
    await pair.arrive();
    for (const ref of sent) {
      expect(await pair.file(pair.alice, ref)).toMatchObject({ state: 'refused' });
    }
  });

  it('can be withdrawn by its sender', async () => {
    const ref = await pair.send(pair.content(20 * FILE_PART_BYTES));
    await pair.arrive();
    await (await pair.files(pair.bob)).accept(pair.theirs(ref));
    await pair.deliverSome(12);
    await (await pair.files(pair.alice)).cancel(ref);
    await pair.arrive();
    for (const who of [pair.alice, pair.bob]) {
      expect(await pair.file(who, ref)).toMatchObject({ state: 'cancelled', isReadable: false });
      expect(await who.storage.list('file-parts')).toEqual([]);
    }
  });

  it('waits visibly for a sender who is offline, and goes on when they are back', async () => {
    const content = pair.content(40 * FILE_PART_BYTES);
    const ref = await pair.send(content);
    await pair.arrive();
    await (await pair.files(pair.bob)).accept(pair.theirs(ref));
    await pair.deliverSome(30);
    pair.alice.setOnline(false);
    await pair.arrive();
    pair.network.clock.advance(6_000);
    await pair.network.settle();
    expect(await pair.file(pair.bob, ref)).toMatchObject({ state: 'waiting' });
    pair.alice.setOnline(true);
    pair.network.clock.advance(60_000);
    await pair.arrive();
    expect(await pair.hasContent(pair.bob, ref, content)).toBe(true);
  });

  it('is gone everywhere when its author deletes it, and when its time is over', async () => {
    const ref = await pair.send(pair.content(2 * FILE_PART_BYTES), 'image/png');
    await pair.arrive();
    await pair.alice.people.of(pair.bob.id).actions.deleteForBoth(ref.id);
    await pair.arrive();
    expect(await pair.file(pair.bob, ref)).toBeUndefined();
    await pair.alice.people.of(pair.bob.id).actions.setTimer(30);
    await pair.arrive();
    await pair.send(pair.content(2 * FILE_PART_BYTES), 'image/png');
    await pair.arrive();
    await pair.bob.people.of(pair.alice.id).markRead();
    await pair.arrive();
    pair.network.clock.advance(30_000);
    await pair.network.settle();
    for (const who of [pair.alice, pair.bob]) {
      expect(await who.storage.list('file-parts')).toEqual([]);
      expect((await plainRows(who.storage)).join()).not.toContain('a file');
    }
  });

  it('does not fit into the storage: it has failed, and texts still arrive', async () => {
    const ref = await pair.send(pair.content(3 * FILE_PART_BYTES));
    await pair.arrive();
    pair.bob.storage.capacity = FILE_PART_BYTES + 1000;
    await (await pair.files(pair.bob)).accept(pair.theirs(ref));
    await pair.alice.people.of(pair.bob.id).sendText('a text');
    await pair.arrive();
    expect(await pair.file(pair.bob, ref)).toMatchObject({ state: 'failed', code: 'storage-full' });
    expect((await pair.bob.timeline(pair.alice)).at(-1)?.text).toBe('a text');
    pair.bob.storage.capacity = Infinity;
    await (await pair.files(pair.bob)).accept(pair.theirs(ref));
    await pair.arrive();
    expect(await pair.file(pair.bob, ref)).toMatchObject({ state: 'complete' });
  });

  it('is rejected when it is empty, too large or cannot be read, and leaves nothing behind', async () => {
    const files = await pair.files(pair.alice);
    const code = (name: string) => expect.objectContaining({ code: name });
    const facts = { name: 'x', type: '' };
    const unreadable = new (class extends Blob {
      override slice(): Blob {
        return Object.assign(new Blob(), {
          arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')),
        });
      }
    })([new Uint8Array(9)]);
    pair.alice.fileMaxBytes = 1000;
    await pair.alice.load();
    const limited = await pair.files(pair.alice);
    const sized = (size: number) => ({ ...facts, content: new Blob([new Uint8Array(size)]) });
    await expect(files.send([sized(0)])).rejects.toEqual(code('file-empty'));
    await expect(limited.send([sized(1000), sized(1001)])).rejects.toMatchObject({
      ...{ code: 'file-too-large', detail: { limit: 1000 } },
    });
    await expect(limited.send([sized(10), { ...facts, content: unreadable }])).rejects.toEqual(
      code('file-unreadable'),
    );
    const caption = 'x'.repeat(2001);
    await expect(limited.send([sized(10)], { caption })).rejects.toEqual(code('text-too-long'));
    expect(await pair.alice.storage.list('file-parts')).toEqual([]);
    expect(await pair.alice.storage.list('transfers')).toEqual([]);
  });

  it('that was being copied when the page closed leaves nothing behind', async () => {
    pair.alice.storage.commitsLeft = 2;
    await expect(pair.send(pair.content(40 * FILE_PART_BYTES))).rejects.toThrow();
    expect((await pair.alice.storage.list('file-parts')).length).toBeGreaterThan(0);
    pair.alice.storage.commitsLeft = Infinity;
    await pair.alice.load();
    await pair.network.settle();
    expect(await pair.alice.storage.list('file-parts')).toEqual([]);
    expect(await pair.alice.storage.list('transfers')).toEqual([]);
  });
});

it('several files are messages with one album, of which the first has the caption', async () => {
  const files = await pair.files(pair.alice);
  const source = (name: string) => ({ name, type: 'text/plain', content: new Blob([name]) });
  await files.send([source('a'), source('b')], { caption: 'both \n' });
  await pair.arrive();
  const shown = (await pair.bob.timeline(pair.alice)).filter(({ kind }) => kind === 'file');
  expect(shown.map(({ text, file }) => [text, file?.name])).toEqual([
    ['both', 'a'],
    ['', 'b'],
  ]);
  expect(shown[0]?.file?.album).toBe(shown[1]?.file?.album);
  expect(pair.bob.people.of(pair.alice.id).view.unread).toBe(3);
});
