import { expect, it } from '@jest/globals';
import { REQUESTS_WAITING_MAX } from '../../../src/protocol/limits.ts';
import { useFixture } from './fixture.ts';
import type { RawPeer } from './raw-peer.ts';

const fixture = useFixture();
const REQUEST = { type: 'text', text: 'May I?', request: true } as const;

const asks = (peer: RawPeer): boolean =>
  fixture.bob.chat.conversation(peer.id)?.consent === 'asked';

async function ask(count: number, name: string): Promise<RawPeer[]> {
  const peers: RawPeer[] = [];
  for (let n = 0; n < count; n++) {
    const peer = await fixture.peer(`${name} ${n}`);
    await peer.send(fixture.bob.id, REQUEST);
    await fixture.bob.until(() => asks(peer));
    peers.push(peer);
  }
  return peers;
}

it('a new request reaches a full list, and the oldest unviewed request makes room for a day', async () => {
  const { bob } = fixture;
  const peers = await ask(REQUESTS_WAITING_MAX, 'pending');
  const [viewed, unviewed, blocked] = peers as [RawPeer, RawPeer, RawPeer];
  await bob.chat.noteSeen(viewed.id);
  await bob.chat.setBlocked(blocked.id, true);
  await ask(1, 'welcome');
  expect(bob.chat.requestsNotShown).toBe(0);
  const [newcomer] = (await ask(1, 'newcomer')) as [RawPeer];
  await bob.until(({ requestsNotShown }) => requestsNotShown === 1);
  expect(peers.filter((peer) => !asks(peer))).toEqual([unviewed, blocked]);
  await unviewed.send(bob.id, REQUEST);
  await fixture.barrier();
  expect(bob.chat.conversation(unviewed.id)).toBeUndefined();
  await bob.reload();
  await bob.until(({ connection }) => connection.kind === 'online');
  expect(bob.chat.requestsNotShown).toBe(1);
  expect(bob.chat.conversation(unviewed.id)).toBeUndefined();
  expect(asks(newcomer)).toBe(true);
  expect(await bob.storage.list('messages', { prefix: unviewed.id })).toEqual([]);
});
