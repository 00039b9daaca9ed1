import { expect, it } from '@jest/globals';
import { TestNetwork } from '../testing/test-network.ts';

it('a muted peer stays muted after a reload, until the user unmutes them, and learns nothing', async () => {
  const network = await TestNetwork.open();
  const { alice, bob } = network;
  await network.agree();
  const until = network.clock.now() + 3_600_000;
  const sent = network.inTransit.length;
  bob.changes.length = 0;
  await bob.people.of(alice.id).actions.setMuted(until);
  expect(bob.changes).toEqual([{ kind: 'conversation', peer: alice.id }]);
  await bob.load();
  expect(bob.people.of(alice.id).view.mutedUntil).toBe(until);
  await bob.people.of(alice.id).actions.setMuted(0);
  expect(bob.people.of(alice.id).view.mutedUntil).toBe(0);
  await network.settle();
  expect(network.inTransit).toHaveLength(sent);
});
