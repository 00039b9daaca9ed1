import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { parseInvite } from '../../protocol/invite.ts';
import { CHAIN_LIFE_MS, CHAIN_OLD_LIFE_MS } from '../../protocol/limits.ts';
import { systemClock } from '../scheduling/clock.ts';
import { befriend, ChatDriver } from '../testing/chat-driver.ts';
import { RestartableRelay } from '../testing/relay.ts';
import { TestNetwork } from '../testing/test-network.ts';

useDirectCrypto();

let relay: RestartableRelay;
let people: ChatDriver[];

beforeEach(async () => {
  people = [];
  relay = new RestartableRelay();
  await relay.start();
});

afterEach(async () => {
  await Promise.all(people.map((person) => person.close()));
  await relay.die();
});

async function enter(name: string, aheadMs = 0): Promise<ChatDriver> {
  const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const person = new ChatDriver(name, relay.address, { clock });
  people.push(person);
  await person.enter();
  return person;
}

async function enterAsFriends(): Promise<{ readonly alice: ChatDriver; readonly bob: ChatDriver }> {
  const [alice, bob] = await Promise.all([enter('alice'), enter('bob')]);
  await befriend(alice, bob);
  return { alice, bob };
}

const inviteOf = (person: ChatDriver) => parseInvite(new URL(person.chat.privacy.inviteLink).hash);
const refusedAs = (code: string) => expect.objectContaining({ code });

describe('a verified person', () => {
  it('stays verified after a reload, until the verification is removed', async () => {
    const { alice, bob } = await enterAsFriends();
    expect(alice.with(bob)?.verified).toBe(false);
    await alice.chat.setVerified(bob.id, true);
    await alice.reload();
    expect(alice.with(bob)?.verified).toBe(true);
    expect(bob.with(alice)?.verified).toBe(false);
    await alice.chat.setVerified(bob.id, false);
    await alice.reload();
    expect(alice.with(bob)?.verified).toBe(false);
  });

  it('stays in the list, with or without messages', async () => {
    const [alice, bob] = await Promise.all([enter('alice'), enter('bob')]);
    await alice.meet(bob);
    expect(alice.chat.conversations()).toEqual([]);
    await alice.chat.setVerified(bob.id, true);
    await alice.reload();
    expect(alice.chat.conversations()).toMatchObject([{ peer: bob.id, verified: true }]);
  });

  it('is the same person under a new name, and the timeline shows the change', async () => {
    const { alice, bob } = await enterAsFriends();
    await alice.chat.setVerified(bob.id, true);
    await bob.chat.signIn('Bobby');
    await alice.until(() => alice.with(bob)?.name === 'Bobby');
    expect(alice.with(bob)).toMatchObject({ verified: true, nameTakenBy: undefined, unread: 0 });
    const names = { from: 'bob', to: 'Bobby' };
    expect((await alice.timeline(bob)).at(-1)).toMatchObject({
      kind: 'renamed',
      names,
      mine: false,
    });
    await bob.chat.sendText(alice.id, 'still me');
    await alice.until(async () => (await alice.texts(bob)).includes('still me'));
    expect((await alice.timeline(bob)).map(({ kind }) => kind)).toEqual([
      'text',
      'accept',
      'renamed',
      'text',
    ]);
  });
});

describe('a name that leads to another key', () => {
  it('stops sending; pending messages are sent to nobody else', async () => {
    const { alice, bob } = await enterAsFriends();
    await alice.chat.setVerified(bob.id, true);
    await bob.chat.signOut();
    await alice.until(() => alice.with(bob)?.gone);
    await alice.chat.sendText(bob.id, 'for the first bob');
    const other = await enter('bob');
    await alice.until(() => alice.with(bob)?.nameTakenBy === other.id);
    await expect(alice.chat.sendText(bob.id, 'no')).rejects.toThrow(refusedAs('key-changed'));

    const met = alice.chat.meetHolder(bob.id);
    expect(met).toMatchObject({ peer: other.id, name: 'bob', verified: false, consent: 'none' });
    await alice.chat.sendText(other.id, 'are you bob?');
    await other.until(() => other.with(alice)?.consent === 'asked');
    expect(await other.texts(alice)).toEqual(['are you bob?']);
    expect((await alice.timeline(bob)).at(-1)).toMatchObject({
      text: 'for the first bob',
      state: 'waiting',
    });
    expect(alice.with(bob)).toMatchObject({ verified: true, nameTakenBy: other.id });
  });

  it('is remembered after a reload', async () => {
    const { alice, bob } = await enterAsFriends();
    await bob.chat.signOut();
    const other = await enter('bob');
    await alice.until(() => alice.with(bob)?.nameTakenBy === other.id);
    await alice.chat.close();
    await alice.open();
    expect(alice.with(bob)?.nameTakenBy).toBe(other.id);
    await expect(alice.chat.sendText(bob.id, 'no')).rejects.toThrow(refusedAs('key-changed'));
  });

  it('is detected on sending, without opening the lobby', async () => {
    const { alice, bob } = await enterAsFriends();
    await alice.chat.lobby.close();
    await bob.chat.signOut();
    await alice.until(() => alice.with(bob)?.gone);
    const other = await enter('bob');
    await alice.chat.sendText(bob.id, 'hello?');
    await alice.until(() => alice.with(bob)?.nameTakenBy === other.id);
  });

  it('is detected on reconnecting, without sending and without opening the lobby', async () => {
    const { alice, bob } = await enterAsFriends();
    // Nothing is left to send, through which the relay would report that he is offline.
    const isDelivered = async (from: ChatDriver, to: ChatDriver) =>
      (await from.timeline(to)).every(({ mine, state }) => !mine || state === 'delivered');
    await alice.until(() => isDelivered(alice, bob));
    await bob.until(() => isDelivered(bob, alice));
    await alice.close();
    await bob.chat.signOut();
    const other = await enter('bob');
    await alice.open();
    alice.chat.resume();
    await alice.until(() => alice.with(bob)?.nameTakenBy === other.id);
  });

  it('stops sending until the key is found under another name; then pending messages are sent', async () => {
    const { alice, bob } = await enterAsFriends();
    await relay.die();
    await relay.start();
    await bob.close();
    alice.chat.reconnectNow();
    const impostor = await enter('bob');
    await alice.until(({ connection }) => connection.kind === 'online');
    await alice.chat.lobby.open('bob');
    await alice.until(() => alice.with(bob)?.nameTakenBy === impostor.id);
    await bob.open();
    await bob.chat.signIn('bob the first');
    await alice.until(() => alice.with(bob)?.name === 'bob the first');
    await alice.until(() => alice.with(bob)?.nameTakenBy === undefined);
    await alice.chat.sendText(bob.id, 'welcome back');
    await bob.until(async () => (await bob.texts(alice)).includes('welcome back'));
  });
});

describe('an invite link', () => {
  it('opens a conversation with the inviter', async () => {
    const [alice, bob] = await Promise.all([enter('alice'), enter('Bob Ünal')]);
    const met = await alice.chat.meetInvited(inviteOf(bob));
    expect(met).toMatchObject({ peer: bob.id, name: 'Bob Ünal', online: true, consent: 'none' });
    await alice.chat.sendText(bob.id, 'by your link');
    await bob.until(() => bob.with(alice)?.consent === 'asked');
  });

  it('is rejected when the relay has another key for the name', async () => {
    const [alice, bob, mallory] = [
      await enter('alice'),
      await enter('bob'),
      await enter('mallory'),
    ];
    const invite = { ...inviteOf(bob), name: 'mallory' };
    const attempt = alice.chat.meetInvited(invite);
    await expect(attempt).rejects.toThrow(refusedAs('invite-mismatch'));
    expect(alice.with(bob)).toBeUndefined();
    expect(alice.with(mallory)).toBeUndefined();
  });

  it('finds its key under a new name', async () => {
    const [alice, bob] = await Promise.all([enter('alice'), enter('bob')]);
    const invite = inviteOf(bob);
    await bob.chat.signIn('Bobby');
    expect(await alice.chat.meetInvited(invite)).toMatchObject({ peer: bob.id, name: 'Bobby' });
  });

  it('of a person who has signed out is rejected as unknown', async () => {
    const [alice, bob] = await Promise.all([enter('alice'), enter('bob')]);
    const invite = inviteOf(bob);
    await bob.chat.signOut();
    const attempt = alice.chat.meetInvited(invite);
    await expect(attempt).rejects.toThrow(refusedAs('person-unknown'));
  });
});

describe('a clock', () => {
  it.each([
    [3_700_000, 1],
    [-3_700_000, -1],
    [3_500_000, 0],
    [0, 0],
  ])('that is %d ms ahead of the relay’s causes a warning, or none', async (aheadMs, sign) => {
    const alice = await enter('alice', aheadMs);
    expect(Math.sign(alice.chat.clockSkew)).toBe(sign);
  });
});

describe('when the relay returns another bundle,', () => {
  const problemOf = (network: TestNetwork) =>
    network.alice.people.get(network.bob.id)?.view.problem;

  it('an older one is rejected and reported, and nothing is sealed to it', async () => {
    const network = await TestNetwork.open();
    const { alice, bob } = network;
    const older = network.bundleOf(bob.id);
    await bob.rotate();
    await alice.people.of(bob.id).sendText('sealed to the newest');
    await network.settle();
    expect(network.inTransit).toHaveLength(1);
    network.bundleOf = () => older;
    network.clock.advance(CHAIN_LIFE_MS + 1);
    await alice.people.of(bob.id).sendText('sealed to none');
    await network.settle();
    expect(problemOf(network)).toBe('bundle-rollback');
  });

  it('one of another person is rejected, however long a message has been pending', async () => {
    const network = await TestNetwork.open();
    const { alice, bob } = network;
    await alice.people.of(bob.id).sendText('for bob');
    await network.settle();
    const used = network.keysUsed;
    const hers = network.bundleOf(alice.id);
    network.bundleOf = () => hers;
    network.clock.advance(CHAIN_OLD_LIFE_MS + 1);
    await alice.people.of(bob.id).sendText('for bob, too');
    await network.settle();
    expect(problemOf(network)).toBe('bundle-identity');
    expect(network.keysUsed).toBe(used);
  });

  it('a name that now belongs to another key: nothing is sent, not even sealed messages', async () => {
    const network = await TestNetwork.open();
    const { alice, bob } = network;
    await alice.people.of(bob.id).sendText('sealed');
    await network.settle();
    network.inTransit.length = 0;
    alice.people.noteHolders([{ name: 'BOB', peer: alice.id }]);
    await network.settle();
    network.clock.advance(2 * CHAIN_OLD_LIFE_MS);
    alice.people.noteOnline();
    await network.settle();
    expect(network.inTransit).toEqual([]);
    alice.people.noteHolders([{ name: 'bob', peer: bob.id }]);
    await network.settle();
    expect(network.inTransit).toHaveLength(1);
  });
});
