import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import type { FaultyStorage } from '../testing/faulty-storage.ts';
import { TestNetwork } from '../testing/test-network.ts';
import type { MessageView } from '../views.ts';

useDirectCrypto();

/** Turns of the event loop in which a message is sealed, unless something keeps it from that. */
const TURNS = 20_000;

/** Holds back the first read after the next commit, until it is released. */
function holdRead(storage: FaultyStorage) {
  const read = storage.read.bind(storage);
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  storage.onCommit = () => {
    storage.onCommit = () => {};
    storage.read = async (...input) => {
      storage.read = read;
      begin();
      await released;
      return read(...input);
    };
  };
  return { begun, release };
}

it('a reply that is sealed while a change of what it quotes is being told of stays at its final place', async () => {
  const network = await TestNetwork.open();
  const { alice, bob } = network;
  await network.agree();
  const asked = await alice.people.of(bob.id).sendText('how are you?');
  await network.heal();
  bob.setOnline(false);
  const quoted = (await bob.timeline(alice)).find(({ text }) => text === 'how are you?')?.ref;
  if (quoted === undefined || asked.ref === undefined) throw new TypeError('it has no reference');
  const reply = await bob.people.of(alice.id).sendText('fine', quoted);
  await alice.people.of(bob.id).actions.react(asked.ref, '👍');
  await network.settle();

  const told = (): MessageView | undefined =>
    bob.changes
      .flatMap((change) => (change.kind === 'message' ? [change.message] : []))
      .findLast(({ id }) => id === reply.id);
  const { begun, release } = holdRead(bob.storage);
  const [reaction] = network.inTransit.splice(0);
  if (reaction === undefined) throw new TypeError('no reaction was sent');
  const delivered = network.deliver(reaction);
  await begun;
  bob.setOnline(true);
  for (let n = 0; n < TURNS && told()?.order === reply.order; n++) await turn();
  release();
  await delivered;
  await network.settle();

  const [stored] = (await bob.timeline(alice)).filter(({ id }) => id === reply.id);
  expect(stored?.order).not.toBe(reply.order);
  expect(told()).toMatchObject({ order: stored?.order, state: 'sent' });
  expect(told()?.quote).toMatchObject({ kind: 'current', text: 'how are you?' });
  await Promise.all([alice.stop(), bob.stop()]);
});
