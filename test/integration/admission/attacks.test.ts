import { describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from '../../../src/crypto/random.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { useFixture } from './fixture.ts';

useDirectCrypto();

/** Earlier attacks of strangers on a user of the real client, over the real relay. */

const fixture = useFixture();
const REQUEST = { type: 'text', text: 'May I?', request: true } as const;
/** The table and the key of a row that is decrypted (storage-key.ts). */
const placeOf = (params: Parameters<SubtleCrypto['decrypt']>[0]): string =>
  new TextDecoder().decode(Reflect.get(Object(params), 'additionalData'));
const listed = (): number => fixture.bob.chat.conversations().length;

describe('a stranger', () => {
  it.each([
    ['leave', { type: 'leave' }],
    ['a text that is no request', { type: 'text', text: 'Hello' }],
  ])('whose first record is %s is not shown, and can still send a request', async (_, body) => {
    const peer = await fixture.peer('mallory');
    const before = listed();
    await peer.send(fixture.bob.id, body);
    await fixture.barrier();
    expect(listed()).toBe(before);
    expect(fixture.bob.chat.conversation(peer.id)).toBeUndefined();
    await peer.send(fixture.bob.id, REQUEST);
    await fixture.bob.until(() => fixture.bob.chat.conversation(peer.id)?.consent === 'asked');
    expect(await fixture.shown(peer)).toEqual(['text']);
    expect(peer.envelopes).toEqual([]);
  });

  it('who was declined has no messages stored and gets no receipt', async () => {
    const peer = await fixture.peer('mallory');
    await fixture.bring(peer, 'declined-by-me');
    await fixture.barrier();
    const stored = await fixture.stored(peer.id);
    for (let n = 0; n < 90; n++) {
      await peer.send(fixture.bob.id, { type: 'text', text: 'x'.repeat(900) });
    }
    await fixture.barrier();
    expect(await fixture.shown(peer)).toEqual(['decline']);
    expect((await fixture.stored(peer.id)) - stored).toBeLessThan(2048);
    expect(peer.envelopes).toEqual([]);
  });

  it('who sends records out of order and of unknown types has none of them stored', async () => {
    const peer = await fixture.peer('mallory');
    for (let n = 0; n < 20; n++) {
      await peer.send(fixture.bob.id, { ...REQUEST, text: 'x'.repeat(9_000) }, { seq: n + 100 });
      await peer.send(fixture.bob.id, { type: 'poll' });
      await peer.send(fixture.bob.id, { type: 'accept' });
    }
    await fixture.barrier();
    expect(fixture.bob.chat.conversation(peer.id)).toBeUndefined();
    expect(await fixture.bob.storage.list('held', { prefix: peer.id })).toEqual([]);
    expect(await fixture.stored(peer.id)).toBeLessThan(16 * 1024);
  });

  it('has no more than 20 messages and 64 KiB stored', async () => {
    const [many, large] = [await fixture.peer('many'), await fixture.peer('large')];
    for (let n = 0; n < 25; n++) await many.send(fixture.bob.id, REQUEST);
    for (let n = 0; n < 10; n++) {
      await large.send(fixture.bob.id, { ...REQUEST, text: 'x'.repeat(9_000) });
    }
    await fixture.barrier();
    expect(await fixture.shown(many)).toHaveLength(20);
    expect(await fixture.shown(large)).toHaveLength(7);
    expect(await fixture.stored(large.id)).toBeLessThan(80 * 1024);
  });

  it('who withdraws a request removes its messages and gets no receipt', async () => {
    const peer = await fixture.peer('mallory');
    await fixture.bring(peer, 'asked');
    await peer.send(fixture.bob.id, { type: 'leave' });
    await fixture.barrier();
    expect(fixture.bob.chat.conversations().some((each) => each.peer === peer.id)).toBe(false);
    expect(await fixture.bob.storage.list('messages', { prefix: peer.id })).toEqual([]);
    expect(peer.envelopes).toEqual([]);
  });

  it('costs nothing at start-up except the row in Requests', async () => {
    const peer = await fixture.peer('mallory');
    await fixture.bring(peer, 'asked');
    await fixture.barrier();
    const decrypt = jest.spyOn(crypto.subtle, 'decrypt');
    await fixture.bob.reload();
    await fixture.bob.until(({ connection }) => connection.kind === 'online');
    const places = decrypt.mock.calls.map(([params]) => placeOf(params));
    decrypt.mockRestore();
    expect(places.filter((place) => place.includes('profile'))).not.toEqual([]);
    const read = places.filter((place) => place.includes(peer.id));
    expect(read.map((place) => /people|bundles/.exec(place)?.[0])).toEqual(['people', 'bundles']);
    await fixture.bob.chat.accept(peer.id);
    await peer.until(() => peer.records.some(({ body }) => body.type === 'accept'));
  });

  it('cannot send another request within a day of being declined', async () => {
    const peer = await fixture.peer('mallory');
    await fixture.bring(peer, 'declined-by-me');
    await peer.send(fixture.bob.id, REQUEST);
    await fixture.barrier();
    expect(fixture.bob.chat.conversation(peer.id)?.consent).toBe('declined-by-me');
  });
});

describe('a contact', () => {
  it('who invents forks of random streams causes no warning, and makes no stream forgotten', async () => {
    const peer = await fixture.peer('mallory');
    await fixture.bring(peer, 'accepted');
    const before = await fixture.shown(peer);
    for (let n = 0; n < 60; n++) {
      const stream = toBase64url(randomBytes(16));
      await peer.send(fixture.bob.id, { type: 'fork', reason: 'behind', stream, seq: 9 });
    }
    await fixture.barrier();
    expect(await fixture.shown(peer)).toEqual(before);
    expect(peer.records.filter(({ body }) => body.type === 'fork').length).toBeLessThanOrEqual(12);
    await peer.send(fixture.bob.id, { type: 'text', text: 'still here' });
    await fixture.barrier();
    expect(await fixture.shown(peer)).toEqual([...before, 'text']);
  });

  it('who reports a difference beyond anything that was sealed changes nothing', async () => {
    const peer = await fixture.peer('mallory');
    await fixture.bring(peer, 'accepted');
    const before = await fixture.shown(peer);
    const stream = toBase64url(peer.records[0]?.stream ?? new Uint8Array(16));
    await peer.send(fixture.bob.id, { type: 'fork', reason: 'differs', stream, seq: 1_000 });
    await fixture.barrier();
    expect(await fixture.shown(peer)).toEqual(before);
  });
});
