import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { DELIVERY_MAX_ENVELOPES, OUTBOX_MAX_SEALED } from '../../protocol/limits.ts';
import type { FaultyStorage } from '../testing/faulty-storage.ts';
import { Model } from '../testing/model.ts';
import type { TestNetwork, TestPeer } from '../testing/test-network.ts';

useDirectCrypto();

/** How long a round of the test network takes, ms. */
const BRIEF = 250;
const MINUTE = 61_000;

let model: Model;
let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

beforeEach(async () => {
  model = await Model.begin();
  network = model.network;
  ({ alice, bob } = network);
});

const timelineOf = (who: TestPeer) => who.timeline(model.other(who));

async function textsOf(who: TestPeer): Promise<string[]> {
  return (await timelineOf(who)).filter(({ kind }) => kind === 'text').map(({ text }) => text);
}

/** The profiles that a person is warned about, in order. */
async function warningsOf(who: TestPeer): Promise<('mine' | 'theirs')[]> {
  const warnings = (await timelineOf(who)).filter(({ kind }) => kind === 'fork');
  return warnings.map(({ mine }) => (mine ? 'mine' : 'theirs'));
}

async function say(who: TestPeer, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await who.people.of(model.other(who).id).sendText(text);
  await network.settle();
}

it('a restored profile that cannot open the fork notice receives it again and continues in a new stream', async () => {
  await say(alice, 'lost on the way', 'lost, too', 'waits for them');
  const last = network.inTransit.splice(0).slice(-1);
  // From before these: it does not have the key with which Bob's next chain is started.
  await model.restore(alice, 0);
  for (const sent of last) await network.deliver(sent);
  await network.heal();
  expect(await warningsOf(alice)).toEqual(['mine']);
  await say(alice, 'said again');
  await network.heal();
  expect((await textsOf(bob)).at(-1)).toBe('said again');
  expect(await bob.storage.list('held')).toEqual([]);
});

describe.each([
  ['the one who began', true],
  ['the one who answered', false],
])('a profile that went back to a copy, of %s,', (_, first) => {
  let one: TestPeer;
  let other: TestPeer;
  let before: FaultyStorage;

  beforeEach(async () => {
    [one, other] = first ? [alice, bob] : [bob, alice];
    // Both have chains that the copy knows, so that it can open the next messages.
    await say(one, 'hello again');
    await say(other, 'hello again');
    await network.heal(BRIEF);
    before = await one.storage.copy();
  });

  it('loses no message that is sent afterwards, and both sides are warned', async () => {
    await say(one, 'lost with the copy', 'lost, too');
    await network.heal(BRIEF);
    await one.use(before);
    await say(one, 'said again', 'and on');
    await network.heal();
    const texts = await textsOf(other);
    expect(texts.slice(-4)).toEqual(['lost with the copy', 'lost, too', 'said again', 'and on']);
    const own = await textsOf(one);
    expect(own.slice(-2)).toEqual(['said again', 'and on']);
    expect(own.filter((text) => text === 'said again')).toHaveLength(1);
    expect([await warningsOf(one), await warningsOf(other)]).toEqual([['mine'], ['theirs']]);
  });

  it('releases messages held for a predecessor that it no longer has', async () => {
    await say(one, 'lost on the way', 'waits for it', 'waits, too');
    network.inTransit.shift();
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
    await one.use(before);
    await say(one, 'said again');
    await network.heal();
    expect((await textsOf(other)).at(-1)).toBe('said again');
    expect(await other.storage.list('held')).toEqual([]);
    expect([await warningsOf(one), await warningsOf(other)]).toEqual([['mine'], ['theirs']]);
  });

  it('sends as many messages as before, and none is mistaken for an earlier one', async () => {
    await say(one, 'a', 'b', 'c');
    await network.heal(BRIEF);
    await one.use(before);
    await say(one, 'd', 'e', 'f');
    await network.heal();
    expect((await textsOf(other)).slice(-6)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('sends more messages than before while receipts for the earlier ones are in flight', async () => {
    await say(one, 'a', 'b');
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
    await one.use(before);
    await say(one, 'c', 'd', 'e', 'f');
    network.clock.advance(1000);
    await network.settle();
    for (const sent of network.inTransit.filter(({ from }) => from === other.id))
      await network.deliver(sent);
    await network.settle();
    expect(await warningsOf(one)).toEqual(['mine']);
    await network.heal();
    expect((await textsOf(other)).slice(-6)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('receives again what it had acknowledged before, once the other side sends more', async () => {
    await say(other, 'acknowledged', 'and forgotten');
    await network.heal(BRIEF);
    await one.use(before);
    await say(other, 'and now?');
    await network.heal();
    expect((await textsOf(one)).slice(-3)).toEqual(['acknowledged', 'and forgotten', 'and now?']);
    expect((await textsOf(other)).slice(-3)).toEqual(['acknowledged', 'and forgotten', 'and now?']);
    expect([await warningsOf(one), await warningsOf(other)]).toEqual([['mine'], ['theirs']]);
  });

  it('is still shown as restored after a reload, on both sides', async () => {
    await say(one, 'lost');
    await network.heal(BRIEF);
    await one.use(before);
    await say(one, 'said');
    await network.heal();
    for (const person of [one, other]) {
      await person.load();
      expect(await warningsOf(person)).toHaveLength(1);
    }
  });

  it('sends its next message again when the receipt shows another one in its position', async () => {
    await say(one, 'a', 'b', 'c');
    await network.heal(BRIEF);
    await one.use(before);
    await say(one, 'd');
    await network.heal(BRIEF);
    expect(await warningsOf(one)).toEqual(['mine']);
    expect((await textsOf(other)).slice(-4)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('from before a key rotation publishes newer keys', async () => {
    await one.rotate();
    await say(other, 'to the new keys');
    await network.heal(BRIEF);
    await one.use(before);
    await say(other, 'and now?');
    await network.heal();
    expect((await textsOf(one)).slice(-2)).toEqual(['to the new keys', 'and now?']);
  });

  it('is used in two places in turn, and each sends and receives every message', async () => {
    const places = [one.storage, before];
    const said: string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      await one.use(places[turn % 2] as FaultyStorage);
      said.push(`${turn}: one`, `${turn}: other`);
      await say(one, `${turn}: one`);
      await network.heal(MINUTE);
      await say(other, `${turn}: other`);
      await network.heal(MINUTE);
    }
    const atOthers = await textsOf(other);
    expect(said.filter((text) => !atOthers.includes(text))).toEqual([]);
    for (const place of places) {
      await one.use(place);
      await say(other, 'last');
      await network.heal(MINUTE);
      const texts = await textsOf(one);
      const heard = said.filter((text) => text.endsWith('other'));
      expect(heard.filter((text) => !texts.includes(text))).toEqual([]);
    }
    expect(await warningsOf(other)).not.toEqual([]);
  });
});

describe('a stream', () => {
  it('with the maximum of unacknowledged messages continues in a new stream in the same order', async () => {
    const before = await alice.storage.copy();
    await say(alice, 'lost');
    await network.heal(MINUTE);
    await alice.use(before);
    const texts = Array.from({ length: OUTBOX_MAX_SEALED + 30 }, (_, n) => `${n}`);
    await say(alice, ...texts);
    await network.heal(MINUTE, DELIVERY_MAX_ENVELOPES);
    expect((await textsOf(bob)).slice(-texts.length)).toEqual(texts);
  });

  it('is replaced at most once a minute, whatever the peer sends', async () => {
    await say(alice, 'hello again');
    await say(bob, 'hello again');
    await network.heal(BRIEF);
    const before = await bob.storage.copy();
    await say(alice, 'a');
    await network.heal(BRIEF);
    for (let n = 0; n < 3; n++) {
      await bob.use(await before.copy());
      await say(alice, `${n}`);
      await network.heal(BRIEF);
    }
    expect(await warningsOf(alice)).toEqual(['theirs']);
    await say(alice, 'b');
    await network.heal(MINUTE);
    expect(await textsOf(bob)).toEqual(expect.arrayContaining(['a', '0', '1', '2', 'b']));
  });
});
