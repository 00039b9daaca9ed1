import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { plainRows } from '../testing/plain-rows.ts';
import { TestNetwork, type TestPeer } from '../testing/test-network.ts';
import type { MessageView } from '../views.ts';

useDirectCrypto();

const MINUTE = 60_000;
const YEAR = 365 * 86_400_000;

let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

/** Both have accepted each other, and set messages to disappear after 30 seconds. */
beforeEach(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
  await network.agree();
  await alice.people.of(bob.id).actions.setTimer(30);
  await arrive();
});

/** Delivers what is in transit; less than a second passes. */
async function arrive(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await network.settle();
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
    await network.settle();
    network.clock.advance(250);
  }
}

async function pass(ms: number): Promise<void> {
  network.clock.advance(ms);
  await network.settle();
}

const find = async (who: TestPeer, text: string): Promise<MessageView | undefined> =>
  (await who.timeline(who === alice ? bob : alice)).find((each) => each.text === text);

const read = (who: TestPeer) => who.people.of((who === alice ? bob : alice).id).markRead();

describe('a disappearing message', () => {
  it('follows the timer that either person has set, and both see who set it', async () => {
    for (const who of [alice, bob]) {
      const last = (await who.timeline(who === alice ? bob : alice)).at(-1);
      expect(last).toMatchObject({ kind: 'timer', mine: who === alice, seconds: 30 });
    }
    await bob.people.of(alice.id).sendText('a secret');
    await arrive();
    expect(await find(alice, 'a secret')).toMatchObject({ seconds: 30 });
    expect(await find(alice, 'hello')).toMatchObject({ seconds: undefined });
  });

  it('is removed a few seconds late when the storage fails at that moment', async () => {
    await alice.people.of(bob.id).sendText('a secret');
    await arrive();
    await read(bob);
    bob.storage.breaksNext = true;
    await pass(30_000);
    expect(bob.storage.breaksNext).toBe(false);
    expect(await find(bob, 'a secret')).toBeDefined();
    await pass(5_000);
    expect(await find(bob, 'a secret')).toBeUndefined();
    expect((await plainRows(bob.storage)).join()).not.toContain('a secret');
  });

  it('stays until it was seen, and then for the time of the timer', async () => {
    await alice.people.of(bob.id).sendText('a secret');
    await arrive();
    await pass(YEAR);
    expect(await find(bob, 'a secret')).toMatchObject({ expiresAt: undefined });
    await read(bob);
    await pass(29_000);
    expect(await find(bob, 'a secret')).toBeDefined();
    await pass(1000);
    expect(await find(bob, 'a secret')).toBeUndefined();
    const removed = bob.changes.filter(({ kind }) => kind === 'removed');
    expect(removed).toHaveLength(1);
  });

  it('stays with its author until it was delivered', async () => {
    await alice.people.of(bob.id).sendText('a secret');
    await network.settle();
    await pass(29 * MINUTE);
    expect(await find(alice, 'a secret')).toMatchObject({ expiresAt: undefined });
    await arrive();
    expect(await find(alice, 'a secret')).toMatchObject({ expiresAt: expect.any(Number) });
    await pass(30_000);
    expect(await find(alice, 'a secret')).toBeUndefined();
  });

  it('is in no row when it is gone, and replies to it quote nothing', async () => {
    const { ref } = await alice.people.of(bob.id).sendText('a secret');
    await arrive();
    await bob.people.of(alice.id).actions.setTimer(0);
    const answers = { mine: false, id: ref?.id ?? '' };
    await bob.people.of(alice.id).sendText('an answer', answers);
    await arrive();
    await read(bob);
    await pass(MINUTE);
    for (const who of [alice, bob]) {
      expect((await plainRows(who.storage)).join('\n')).not.toContain('a secret');
      const quotes = who.changes.flatMap((change) =>
        change.kind === 'message' && change.message.text === 'an answer'
          ? change.message.quote
          : [],
      );
      expect(quotes.at(-1)).toMatchObject({ kind: 'missing', text: '' });
    }
  });

  it('is gone when the page opens after its time is over', async () => {
    await alice.people.of(bob.id).sendText('a secret');
    await arrive();
    await read(bob);
    await bob.people.stop();
    network.clock.set(network.clock.now() + MINUTE);
    await bob.load();
    expect(await find(bob, 'a secret')).toBeUndefined();
    expect((await plainRows(bob.storage)).join('\n')).not.toContain('a secret');
  });

  it.each([
    ['while the page is open', false],
    ['and the page is opened again', true],
  ])('does not live longer when the clock is set back %s', async (_, reopens) => {
    await alice.people.of(bob.id).sendText('a secret');
    await arrive();
    await read(bob);
    await pass(20_000);
    network.clock.set(network.clock.now() - YEAR);
    if (reopens) await bob.load();
    await pass(30_000);
    expect(await find(bob, 'a secret')).toBeUndefined();
  });

  it('does not live longer because its author edits it', async () => {
    const { ref } = await alice.people.of(bob.id).sendText('a secret');
    await arrive();
    await read(bob);
    await pass(20_000);
    await alice.people.of(bob.id).actions.edit(ref?.id ?? '', 'another secret');
    await arrive();
    await read(bob);
    await pass(10_000);
    expect(await find(bob, 'another secret')).toBeUndefined();
  });
});

it('when both set the timer at the same time, both have the same setting', async () => {
  for (const [a, b] of [
    [300, 3600],
    [3600, 300],
  ] as const) {
    await alice.people.of(bob.id).actions.setTimer(a);
    await bob.people.of(alice.id).actions.setTimer(b);
    await arrive();
    const [mine, yours] = [alice.people.of(bob.id).view.timer, bob.people.of(alice.id).view.timer];
    expect(yours).toBe(mine);
    expect([a, b]).toContain(mine);
  }
});
