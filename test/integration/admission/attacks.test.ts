import { describe, expect, it } from '@jest/globals';
import { randomBytes } from '../../../src/crypto/random.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { useScene } from './scene.ts';

/** What strangers once did to a user of the real client, over the real relay. */

const scene = useScene();
const REQUEST = { type: 'text', text: 'May I?', request: true } as const;
const listed = (): number => scene.bob.chat.conversations().length;

describe('a stranger', () => {
  it.each([
    ['leave', { type: 'leave' }],
    ['a text that is no request', { type: 'text', text: 'Hello' }],
  ])('whose first record is %s is not shown, and can still send a request', async (_, body) => {
    const peer = await scene.peer('mallory');
    const before = listed();
    await peer.send(scene.bob.id, body);
    await scene.barrier();
    expect(listed()).toBe(before);
    expect(scene.bob.chat.conversation(peer.id)).toBeUndefined();
    await peer.send(scene.bob.id, REQUEST);
    await scene.bob.until(() => scene.bob.chat.conversation(peer.id)?.consent === 'asked');
    expect(await scene.shown(peer)).toEqual(['text']);
    expect(peer.envelopes).toEqual([]);
  });

  it('who was declined has no text stored and gets no receipt', async () => {
    const peer = await scene.peer('mallory');
    await scene.bring(peer, 'declined-by-me');
    await scene.barrier();
    const stored = await scene.stored(peer.id);
    for (let n = 0; n < 90; n++) {
      await peer.send(scene.bob.id, { type: 'text', text: 'x'.repeat(900) });
    }
    await scene.barrier();
    expect(await scene.shown(peer)).toEqual(['decline']);
    expect((await scene.stored(peer.id)) - stored).toBeLessThan(2048);
    expect(peer.envelopes).toEqual([]);
  });

  it('who sends records ahead of their turn and of unknown types has none of them stored', async () => {
    const peer = await scene.peer('mallory');
    for (let n = 0; n < 20; n++) {
      await peer.send(scene.bob.id, { ...REQUEST, text: 'x'.repeat(9_000) }, { seq: n + 100 });
      await peer.send(scene.bob.id, { type: 'poll' });
      await peer.send(scene.bob.id, { type: 'accept' });
    }
    await scene.barrier();
    expect(scene.bob.chat.conversation(peer.id)).toBeUndefined();
    expect(await scene.stored(peer.id)).toBeLessThan(16 * 1024);
  });

  it('has no more than 20 texts and 64 KiB stored', async () => {
    const [many, large] = [await scene.peer('many'), await scene.peer('large')];
    for (let n = 0; n < 25; n++) await many.send(scene.bob.id, REQUEST);
    for (let n = 0; n < 10; n++) {
      await large.send(scene.bob.id, { ...REQUEST, text: 'x'.repeat(9_000) });
    }
    await scene.barrier();
    expect(await scene.shown(many)).toHaveLength(20);
    expect(await scene.shown(large)).toHaveLength(7);
    expect(await scene.stored(large.id)).toBeLessThan(80 * 1024);
  });

  it('who withdraws a request takes its texts back and gets no receipt', async () => {
    const peer = await scene.peer('mallory');
    await scene.bring(peer, 'asked');
    await peer.send(scene.bob.id, { type: 'leave' });
    await scene.barrier();
    expect(scene.bob.chat.conversations().some((each) => each.peer === peer.id)).toBe(false);
    expect(await scene.bob.storage.list('messages', { prefix: peer.id })).toEqual([]);
    expect(peer.envelopes).toEqual([]);
  });

  it('costs nothing at start-up but the row in Requests', async () => {
    const peer = await scene.peer('mallory');
    await scene.bring(peer, 'asked');
    await scene.barrier();
    const read: string[] = [];
    const { storage } = scene.bob;
    const list = storage.list.bind(storage);
    storage.list = (table, range) => {
      if (range?.prefix?.startsWith(peer.id) === true) read.push(table);
      return list(table, range);
    };
    await scene.bob.reload();
    expect(read).toEqual(['bundles']);
    await scene.bob.chat.accept(peer.id);
    await peer.until(() => peer.records.some(({ body }) => body.type === 'accept'));
  });

  it('cannot ask again within a day of being declined', async () => {
    const peer = await scene.peer('mallory');
    await scene.bring(peer, 'declined-by-me');
    await peer.send(scene.bob.id, REQUEST);
    await scene.barrier();
    expect(scene.bob.chat.conversation(peer.id)?.consent).toBe('declined-by-me');
  });
});

describe('a contact', () => {
  it('who makes up forks of random streams causes no warning, and forgets no stream', async () => {
    const peer = await scene.peer('mallory');
    await scene.bring(peer, 'accepted');
    const before = await scene.shown(peer);
    for (let n = 0; n < 60; n++) {
      const stream = toBase64url(randomBytes(16));
      await peer.send(scene.bob.id, { type: 'fork', reason: 'behind', stream, seq: 9 });
    }
    await scene.barrier();
    expect(await scene.shown(peer)).toEqual(before);
    expect(peer.records.filter(({ body }) => body.type === 'fork').length).toBeLessThanOrEqual(12);
    await peer.send(scene.bob.id, { type: 'text', text: 'still here' });
    await scene.barrier();
    expect(await scene.shown(peer)).toEqual([...before, 'text']);
  });

  it('who reports a difference beyond anything that was sealed changes nothing', async () => {
    const peer = await scene.peer('mallory');
    await scene.bring(peer, 'accepted');
    const before = await scene.shown(peer);
    const stream = toBase64url(peer.records[0]?.stream ?? new Uint8Array(16));
    await peer.send(scene.bob.id, { type: 'fork', reason: 'differs', stream, seq: 1_000 });
    await scene.barrier();
    expect(await scene.shown(peer)).toEqual(before);
  });
});
