import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { EDIT_MS } from '../../protocol/limits.ts';
import { plainRows } from '../testing/plain-rows.ts';
import { TestNetwork, type TestPeer } from '../testing/test-network.ts';
import type { MessageView } from '../views.ts';

useDirectCrypto();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

/** Both have accepted each other; everything has arrived. */
beforeEach(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
  await network.agree();
});

const toBob = () => alice.people.of(bob.id);

async function say(text: string): Promise<string> {
  const { ref } = await toBob().sendText(text);
  await network.settle();
  return ref?.id ?? '';
}

const last = async (who: TestPeer): Promise<MessageView | undefined> =>
  (await who.timeline(who === alice ? bob : alice)).at(-1);

const storedBy = async (who: TestPeer): Promise<string> =>
  (await plainRows(who.storage)).join('\n');

describe('a message that is not sealed yet', () => {
  it('is simply removed when it is deleted', async () => {
    alice.setOnline(false);
    const id = await say('a mistake');
    const before = (await alice.timeline(bob)).length;
    await toBob().actions.deleteForBoth(id);
    alice.setOnline(true);
    await network.heal();
    expect(await alice.timeline(bob)).toHaveLength(before - 1);
    expect(alice.changes).toContainEqual({ kind: 'removed', peer: bob.id, id });
    expect((await last(bob))?.text).toBe('hello');
  });

  it('gets its new wording without a trace of the old one', async () => {
    alice.setOnline(false);
    const id = await say('a mistake');
    await toBob().actions.edit(id, 'corrected');
    alice.setOnline(true);
    await network.heal();
    for (const who of [alice, bob]) {
      expect(await last(who)).toMatchObject({ text: 'corrected', isEdited: false });
    }
  });
});

describe('a message that is sealed and not acknowledged', () => {
  it.each([
    ['deleted', () => (id: string) => toBob().actions.deleteForBoth(id)],
    ['edited', () => (id: string) => toBob().actions.edit(id, 'corrected')],
  ])('leaves no plaintext on the device of its author once it is %s', async (_, action) => {
    const id = await say('a mistake');
    expect(await storedBy(alice)).toContain('"a mistake"');
    await action()(id);
    expect(await storedBy(alice)).not.toContain('"a mistake"');
  });

  it.each([
    [
      'deleted',
      () => (id: string) => toBob().actions.deleteForBoth(id),
      { text: '', isDeleted: true },
    ],
    [
      'edited',
      () => (id: string) => toBob().actions.edit(id, 'new'),
      { text: 'new', isEdited: true },
    ],
  ])('and %s can be sealed again, although its keys are gone', async (_, action, expected) => {
    const id = await say('a mistake');
    await action()(id);
    await network.settle();
    network.inTransit.length = 0;
    // The keys that it was sealed to expire at the receiver.
    for (let n = 0; n < 2; n++) {
      network.clock.advance(49 * HOUR);
      network.inTransit.length = 0;
      await bob.rotate();
      await network.settle();
      network.inTransit.length = 0;
    }
    await network.heal();
    await say('goes on');
    await network.heal();
    for (const who of [alice, bob]) {
      const timeline = await who.timeline(who === alice ? bob : alice);
      expect(timeline.map(({ kind }) => kind)).not.toContain('fork');
      expect(timeline.at(-1)).toMatchObject({ text: 'goes on' });
      expect(timeline.at(-2)).toMatchObject(expected);
    }
  });
});

describe('a change', () => {
  it('gives the message its own delivery marks', async () => {
    const id = await say('a mistake');
    await network.heal();
    expect(await last(alice)).toMatchObject({ state: 'delivered' });
    alice.setOnline(false);
    await toBob().actions.edit(id, 'corrected');
    expect(await last(alice)).toMatchObject({ text: 'corrected', state: 'waiting' });
    alice.setOnline(true);
    await network.settle();
    expect(await last(alice)).toMatchObject({ state: 'sent' });
    const shown = alice.changes.filter((change) => change.kind === 'message').at(-1);
    expect(shown?.message).toMatchObject({ text: 'corrected', state: 'sent' });
    await network.heal();
    expect(await last(alice)).toMatchObject({ state: 'delivered' });
    await bob.people.of(alice.id).markRead();
    await network.heal();
    expect(await last(alice)).toMatchObject({ state: 'read' });
  });

  it('is rejected in a conversation that was left, and when the name leads to somebody else', async () => {
    const id = await say('hello');
    await network.heal();
    toBob().noteHolder('somebody else');
    await network.settle();
    await expect(toBob().actions.edit(id, 'x')).rejects.toThrow('key-changed');
    toBob().noteHolder(bob.id);
    await network.settle();
    await toBob().leave();
    await expect(toBob().actions.deleteForBoth(id)).rejects.toThrow('conversation-closed');
    await expect(toBob().actions.react({ mine: true, id }, '👍')).rejects.toThrow(
      'conversation-closed',
    );
  });

  it('of the wording is not possible after a day', async () => {
    const id = await say('too old');
    await network.heal();
    network.clock.advance(EDIT_MS);
    await toBob().actions.edit(id, 'changed');
    expect(await last(alice)).toMatchObject({ text: 'too old', isEdited: false });
  });

  it('for this device only does not reach the other one', async () => {
    const id = await say('for you');
    await network.heal();
    await toBob().actions.deleteForMe({ mine: true, id });
    await network.heal();
    expect((await last(alice))?.text).toBe('hello');
    expect((await last(bob))?.text).toBe('for you');
    expect(await storedBy(alice)).not.toContain('"for you"');
  });

  it('of a quoted message changes the quote', async () => {
    const id = await say('question');
    await network.heal(MINUTE);
    await bob.people.of(alice.id).sendText('answer', { mine: false, id });
    await network.heal(MINUTE);
    for (const who of [alice, bob]) {
      expect((await last(who))?.quote).toMatchObject({ kind: 'current', text: 'question' });
    }
    await toBob().actions.edit(id, 'another question');
    await network.heal(MINUTE);
    for (const who of [alice, bob]) {
      const quotes = who.changes.flatMap((change) =>
        change.kind === 'message' && change.message.text === 'answer' ? change.message.quote : [],
      );
      expect(quotes.at(-1)).toMatchObject({ kind: 'edited', text: 'another question' });
      expect((await last(who))?.quote).toMatchObject({ kind: 'edited' });
    }
    await toBob().actions.deleteForBoth(id);
    await network.heal(MINUTE);
    for (const who of [alice, bob]) {
      expect((await last(who))?.quote).toMatchObject({ kind: 'deleted', text: '' });
    }
  });
});
