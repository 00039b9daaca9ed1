import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/client/outbound/outbox.ts';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { fromBase64url } from '../../../src/protocol/bytes.ts';
import type { LobbyPage, Reply } from '../../../src/protocol/events.ts';
import type { Attack } from './attack.ts';
import { reads, talk, useFixture } from './fixture.ts';
import { Forger } from './forger.ts';
import { itemFrom } from './hostile-relay.ts';

useDirectCrypto();

const fixture = useFixture({ hasPromptReceipts: true });

/** The relay chooses whom the lobby shows. */
function showInLobby(people: LobbyPage['people'], name: string): Attack {
  const page = (prefix: string): Reply<'lobby:open'> => ({
    ok: true,
    data: { prefix, people, total: people.length },
  });
  return fixture.relay.attack(name, {
    instead: { 'lobby:open': ({ request }) => page(request.prefix) },
  });
}

const refusedAs = (code: string) => expect.objectContaining({ code });

const row = (id: string, name: string) => ({ identity: fromBase64url(id), name, since: 0 });

describe('a name that the relay assigns to another key', () => {
  it('is a different person: the conversation keeps its key', async () => {
    const [alice, bob, mallory] = [
      await fixture.enter('alice'),
      await fixture.enter('bob'),
      await fixture.enter('mallory'),
    ];
    const attack = showInLobby([row(mallory.id, 'bob')], 'the name given to Mallory');
    await alice.chat.lobby.open('bob');
    await attack.delivered();
    expect(alice.chat.lobby.view?.people.map(({ peer }) => peer)).toEqual([mallory.id]);
    await alice.until(() => alice.with(bob)?.nameTakenBy === mallory.id);
    expect(alice.with(bob)?.name).toBe('bob');
    await expect(alice.chat.sendText(bob.id, 'for Bob')).rejects.toThrow(refusedAs('key-changed'));
    expect(fixture.relay.mailOf(alice.id, mallory.id)).toEqual([]);
    expect(mallory.with(alice)).toBeUndefined();
    await bob.chat.sendText(alice.id, 'I am who I was');
    await reads(alice, bob, 'I am who I was');

    attack.stop();
    await alice.chat.lobby.open('bob');
    await alice.until(() => alice.with(bob)?.nameTakenBy === undefined);
    await talk(alice, bob, 'for Bob');
  });

  it('with messages from that key opens a separate request', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const impostor = await Forger.create('bob');
    const [bundle] = fixture.relay.bundles(alice.id);
    const chain = await impostor.chainTo(bundle as Uint8Array<ArrayBuffer>);
    const body = { type: 'text', id: newId(), text: 'it is me, Bob', request: true } as const;
    const attack = fixture.relay.attack('an impostor');
    const sealed = await impostor.seal(chain, body);
    await fixture.relay.deliver(attack, alice.id, [itemFrom(impostor.id, sealed)]);
    await attack.delivered();
    expect(alice.chat.conversation(impostor.id)?.consent).toBe('asked');
    expect(await alice.texts(bob)).not.toContain('it is me, Bob');
    expect(alice.with(bob)?.consent).toBe('accepted');
  });
});

describe('a name that the relay reports', () => {
  it('never renames a person: only their own signature does', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before');
    const attack = fixture.relay.attack('a rename');
    const identity = fromBase64url(bob.id);
    const lie = { identity, name: 'mallory', online: true, since: 0 };
    await fixture.relay.say(attack, alice.id, 'presence:changed', lie);
    await attack.delivered();
    await talk(alice, bob, 'after');
    expect(alice.with(bob)?.name).toBe('bob');
  });

  it.each<[string, string]>([
    ['that turns the text around', 'bob\u202e'],
    ['that shows nothing', '\u200b'],
    ['that never ends', 'b'.repeat(100_000)],
    ['in two alphabets', 'b\u043eb'],
    ['of several lines', 'bob\nOnline'],
  ])('is not shown under a name %s', async (what, name) => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const stranger = await Forger.create();
    const people = [row(stranger.id, name), row(bob.id, 'bob')];
    const attack = showInLobby(people, `a name ${what}`);
    await alice.chat.lobby.open('');
    await attack.delivered();
    expect(alice.chat.lobby.view?.people.map((person) => person.name)).toEqual(['bob']);
  });
});

describe('an invite link', () => {
  const invite = (guest: ChatDriver) => ({ name: guest.name, identity: fromBase64url(guest.id) });

  it('whose name the relay resolves to another key is rejected', async () => {
    const [alice, carol, mallory] = [
      await fixture.enter('alice'),
      await fixture.enter('carol'),
      await fixture.enter('mallory'),
    ];
    const attack = fixture.relay.attack('the name in an invite', {
      instead: {
        'directory:find': () => ({
          ok: true,
          data: { identity: fromBase64url(mallory.id), name: 'carol', online: true, since: 0 },
        }),
      },
    });
    const outcome = alice.chat.meetInvited(invite(carol)).catch((error: unknown) => error);
    await attack.delivered();
    expect(await outcome).toEqual(refusedAs('invite-mismatch'));
    expect(alice.with(carol)).toBeUndefined();
    expect(alice.with(mallory)).toBeUndefined();

    attack.stop();
    expect(await alice.chat.meetInvited(invite(carol))).toMatchObject({ peer: carol.id });
  });

  it('is not opened with the bundle of another key', async () => {
    const [alice, carol] = [await fixture.enter('alice'), await fixture.enter('carol')];
    const { bytes: bundle } = (await Forger.create('carol')).party;
    const attack = fixture.relay.attack('nobody holds the name, and the key is another', {
      instead: {
        'directory:find': () => ({ ok: false, error: { code: 'person-unknown' } }),
        'directory:bundle': () => ({ ok: true, data: { bundle } }),
      },
    });
    const outcome = alice.chat.meetInvited(invite(carol)).catch((error: unknown) => error);
    await attack.delivered(2);
    expect(await outcome).toEqual(refusedAs('bundle-identity'));
    expect(alice.with(carol)).toBeUndefined();
  });
});

/** At the first contact, the person whom the lobby showed is looked up by their key. */
describe('the first contact', () => {
  it('uses the key that was shown and no other', async () => {
    const [alice, carol, mallory]: ChatDriver[] = [
      await fixture.enter('alice'),
      await fixture.enter('carol'),
      await fixture.enter('mallory'),
    ];
    if (alice === undefined || carol === undefined || mallory === undefined) throw new TypeError();
    await alice.meet(carol);
    const attack = fixture.relay.attack('mail led astray', {
      reply: {
        'directory:bundle': () => ({
          ok: true,
          data: { bundle: fixture.relay.bundles(mallory.id)[0] as Uint8Array<ArrayBuffer> },
        }),
      },
    });
    await alice.chat.sendText(carol.id, 'for Carol');
    await attack.delivered();
    await alice.until(() => alice.with(carol)?.problem === 'bundle-identity');
    expect(fixture.relay.mailOf(alice.id, carol.id)).toEqual([]);
  });
});
