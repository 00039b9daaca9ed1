import { beforeEach, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { TestNetwork, type TestPeer } from '../testing/test-network.ts';
import type { MessageView } from '../views.ts';

useDirectCrypto();

let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

beforeEach(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
  await network.agree();
});

/** Delivers everything, and receipts for it. */
async function deliver(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await network.settle();
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
    network.clock.advance(250);
  }
  await network.settle();
}

async function last(me: TestPeer): Promise<MessageView> {
  const found = (await me.timeline(me === alice ? bob : alice)).at(-1);
  if (found === undefined) throw new TypeError('no message');
  return found;
}

it('a message keeps the times at which it was first delivered and read, also after a reload', async () => {
  await alice.people.of(bob.id).sendText('hello');
  await deliver();
  const delivered = await last(alice);
  expect(delivered.deliveredAt).toBeGreaterThan(delivered.sent);
  expect(delivered.readAt).toBeUndefined();
  network.clock.advance(60_000);
  await bob.people.of(alice.id).markRead();
  await deliver();
  const read = await last(alice);
  expect(read.deliveredAt).toBe(delivered.deliveredAt);
  expect(read.readAt).toBeGreaterThan(delivered.sent + 60_000);
  await alice.load();
  network.introduce();
  const { deliveredAt, readAt } = read;
  expect(await last(alice)).toMatchObject({ text: 'hello', deliveredAt, readAt });
  expect((await last(bob)).arrivedAt).toBeGreaterThanOrEqual(read.sent);
});

it('a message keeps the time of its last edit on both devices', async () => {
  await alice.people.of(bob.id).sendText('hello');
  await deliver();
  network.clock.advance(60_000);
  const now = network.clock.now();
  await alice.people.of(bob.id).actions.edit((await last(alice)).ref?.id ?? '', 'hello!');
  await deliver();
  for (const person of [alice, bob]) {
    const { editedAt, text } = await last(person);
    expect(text).toBe('hello!');
    expect(editedAt).toBeGreaterThanOrEqual(now);
  }
});

it('a receipt brings back no message that was deleted on this device', async () => {
  await alice.people.of(bob.id).sendText('for a moment');
  await network.settle();
  const { ref } = await last(alice);
  if (ref !== undefined) await alice.people.of(bob.id).actions.deleteForMe(ref);
  await deliver();
  await bob.people.of(alice.id).markRead();
  await deliver();
  expect(ref).toBeDefined();
  expect((await bob.timeline(alice)).map(({ text }) => text)).toContain('for a moment');
  expect((await alice.timeline(bob)).map(({ text }) => text)).not.toContain('for a moment');
});
