import { expect, it } from '@jest/globals';
import { useFixture } from './fixture.ts';
import type { RawPeer } from './raw-peer.ts';

const fixture = useFixture();
const REQUEST = { type: 'text', text: 'May I?', request: true } as const;

/** Everything that a sender without a response can try. */
async function pester(peer: RawPeer, to: string): Promise<void> {
  for (let n = 0; n < 4; n++) await peer.send(to, REQUEST);
  await peer.send(to, { type: 'text', text: 'Hello?' });
  await peer.send(to, { type: 'accept' });
  await peer.send(to, { type: 'poll' });
  await peer.send(to, { type: 'fork', reason: 'behind', stream: peer.stream, seq: 3 });
  await peer.send(to, { type: 'leave' });
  await peer.send(to, REQUEST);
}

it('to the sender of a request, a person who has not responded, declined, blocked or is offline looks the same', async () => {
  const { bob } = fixture;
  const peers: RawPeer[] = [];
  for (const name of ['unanswered', 'declined', 'blocked', 'offline']) {
    const peer = await fixture.peer(name);
    peers.push(peer);
    if (name === 'offline') continue;
    await peer.send(bob.id, REQUEST);
    await bob.until(() => bob.chat.conversation(peer.id)?.consent === 'asked');
  }
  const [, declined, blocked, offline] = peers as [RawPeer, RawPeer, RawPeer, RawPeer];
  await bob.chat.decline(declined.id);
  await bob.chat.setBlocked(blocked.id, true);
  for (const peer of peers.slice(0, 3)) await pester(peer, bob.id);
  await fixture.barrier();
  await bob.close();
  await offline.send(bob.id, REQUEST);
  await pester(offline, bob.id);
  const seen = peers.map(({ acks, envelopes }) => ({ acks, envelopes }));
  expect(seen[3]?.acks).toHaveLength(11);
  expect(seen[3]?.envelopes).toEqual([]);
  for (const each of seen) expect(each).toEqual(seen[3]);
});
