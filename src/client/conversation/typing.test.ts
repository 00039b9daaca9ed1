import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { TYPING_EVERY_MS, TYPING_LIFE_MS } from '../../protocol/limits.ts';
import { TestNetwork, type TestPeer } from '../testing/test-network.ts';

useDirectCrypto();

let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

beforeEach(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
  await network.agree();
});

const conversation = (me: TestPeer) => me.people.of((me === alice ? bob : alice).id);
const sees = (me: TestPeer): boolean => conversation(me).view.typing;

/** Types a text; returns how many envelopes that sent. */
async function type(me: TestPeer, text = 'h'): Promise<number> {
  const before = network.inTransit.length;
  conversation(me).type(text);
  await network.settle();
  return network.inTransit.length - before;
}

async function deliverAll(): Promise<void> {
  for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
  await network.settle();
}

/** What bob's page was told about the conversation since it was last asked. */
const updates = (): number =>
  bob.changes.splice(0).filter(({ kind }) => kind === 'conversation').length;

describe('a peer who is typing', () => {
  it('is shown for 8 s', async () => {
    await type(alice);
    updates();
    await deliverAll();
    expect(sees(bob)).toBe(true);
    expect(updates()).toBeGreaterThan(0);
    network.clock.advance(TYPING_LIFE_MS - 1);
    expect(sees(bob)).toBe(true);
    network.clock.advance(1);
    expect(sees(bob)).toBe(false);
    expect(updates()).toBe(1);
  });

  it('is shown for longer while they go on', async () => {
    await type(alice);
    await deliverAll();
    network.clock.advance(TYPING_LIFE_MS - 1);
    await type(alice, 'he');
    await deliverAll();
    network.clock.advance(TYPING_LIFE_MS - 1);
    expect(sees(bob)).toBe(true);
  });

  it('is not shown any more once the message arrives', async () => {
    await type(alice);
    await conversation(alice).sendText('h');
    await network.settle();
    await deliverAll();
    expect(sees(bob)).toBe(false);
  });

  it('is not shown by a record that arrives after the message', async () => {
    await type(alice);
    await conversation(alice).sendText('h');
    await network.settle();
    network.inTransit.reverse();
    await deliverAll();
    expect((await bob.timeline(alice)).at(-1)?.text).toBe('h');
    expect(sees(bob)).toBe(false);
  });

  it('is not shown when the record waited for 8 s, as in a mailbox', async () => {
    await type(alice);
    network.clock.advance(TYPING_LIFE_MS + 1);
    await deliverAll();
    expect(sees(bob)).toBe(false);
  });

  it('is not shown any more once they are offline', async () => {
    await type(alice);
    await deliverAll();
    const presence = { name: 'alice', online: false, since: 0 };
    conversation(bob).notePresence(presence);
    expect(sees(bob)).toBe(false);
  });

  it('leaves nothing in the timeline or the storage', async () => {
    const before = await bob.timeline(alice);
    await type(alice);
    await deliverAll();
    expect(sees(bob)).toBe(true);
    await bob.load();
    network.introduce();
    expect(await bob.timeline(alice)).toEqual(before);
    expect(sees(bob)).toBe(false);
  });
});

describe('a client tells that its user is typing', () => {
  it('at most once every 4 s', async () => {
    expect(await type(alice)).toBe(1);
    expect(await type(alice, 'he')).toBe(0);
    network.clock.advance(TYPING_EVERY_MS - 1);
    expect(await type(alice, 'hel')).toBe(0);
    network.clock.advance(1);
    expect(await type(alice, 'hell')).toBe(1);
  });

  it('only to people who have accepted', async () => {
    const asked = await TestNetwork.open();
    await asked.alice.people.of(asked.bob.id).sendText('hello');
    await asked.settle();
    const { length } = asked.inTransit;
    asked.alice.people.of(asked.bob.id).type('h');
    await asked.settle();
    expect(asked.inTransit).toHaveLength(length);
  });

  it('only while the peer is online', async () => {
    conversation(alice).notePresence({ name: 'bob', online: false, since: 0 });
    expect(await type(alice)).toBe(0);
  });

  it('not when the text is deleted, the peer is blocked, or another key has their name', async () => {
    expect(await type(alice, '')).toBe(0);
    conversation(alice).noteHolder('somebody else');
    await network.settle();
    expect(await type(alice)).toBe(0);
    conversation(alice).noteHolder(undefined);
    await conversation(alice).setBlocked(true);
    expect(await type(alice)).toBe(0);
    await conversation(alice).setBlocked(false);
    expect(await type(alice)).toBe(1);
  });

  it('without an error when the relay rejects it', async () => {
    network.isDown = true;
    expect(await type(alice)).toBe(0);
    expect(conversation(alice).view.problem).toBeUndefined();
  });
});

describe('the typing indicator, when it is turned off', () => {
  it('is off in both directions, also after a reload', async () => {
    await bob.settings.change({ typing: false });
    for (const reload of [false, true]) {
      if (reload) await bob.load();
      network.introduce();
      expect(await type(bob)).toBe(0);
      network.clock.advance(TYPING_EVERY_MS);
      expect(await type(alice)).toBe(1);
      await deliverAll();
      expect(sees(bob)).toBe(false);
    }
  });
});

describe('read receipts, when they are turned off', () => {
  const stateOf = async (me: TestPeer): Promise<string | undefined> => {
    const own = (await me.timeline(me === alice ? bob : alice)).filter(({ mine }) => mine);
    return own.at(-1)?.state;
  };

  /** Both write, and both read what arrives. */
  async function talk(): Promise<void> {
    for (const me of [alice, bob]) await conversation(me).sendText('hello');
    await network.settle();
    await deliverAll();
    for (const me of [alice, bob]) await conversation(me).markRead();
    await network.heal(1000);
  }

  it('are off in both directions', async () => {
    await bob.settings.change({ readReceipts: false });
    await talk();
    expect(await stateOf(alice)).toBe('delivered');
    expect(await stateOf(bob)).toBe('delivered');
  });

  it('are sent again once they are turned on', async () => {
    await bob.settings.change({ readReceipts: false });
    await talk();
    await bob.settings.change({ readReceipts: true });
    await talk();
    expect(await stateOf(alice)).toBe('read');
    expect(await stateOf(bob)).toBe('read');
  });
});
