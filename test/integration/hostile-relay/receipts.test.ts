import { describe, expect, it } from '@jest/globals';
import { SendingChain } from '../../../src/client/outbound/sending-chain.ts';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { makeOffer } from '../../../src/crypto/offer.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { verifyBundle } from '../../../src/crypto/verify.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { RESEND_MIN_MS } from '../../../src/protocol/limits.ts';
import type { RecordBody } from '../../../src/protocol/record.ts';
import { reaches, reads, statesShown, talk, timesSeen, useFixture } from './fixture.ts';
import { Forger } from './forger.ts';
import { itemFrom } from './hostile-relay.ts';

useDirectCrypto();

const fixture = useFixture({ hasPromptReceipts: true });

/** Of some record. */
const HASH = toBase64url(new Uint8Array(32).fill(1));

const bundleOf = (person: ChatDriver): Bytes => fixture.relay.bundles(person.id).at(-1) as Bytes;

/** Drops everything that this person sends. */
const silence = (person: ChatDriver, name: string) =>
  fixture.relay.attack(name, {
    deliver: (envelopes) =>
      envelopes.some(({ from }) => toBase64url(from) === person.id)
        ? envelopes.filter(({ from }) => toBase64url(from) !== person.id)
        : undefined,
  });

/** The stream in which one person writes to another, which a receipt must name. */
function streamOf(lines: readonly { readonly id: string }[]): string {
  return lines.at(-1)?.id.split('.')[0] ?? '';
}

/** A contact with valid keys of their own, who sends arbitrary content under them. */
async function asContact(contact: ChatDriver, victim: ChatDriver) {
  const forger = await Forger.create();
  const key = (await contact.storage.readKey('identity')) as CryptoKey;
  const identity = { public: fromBase64url(contact.id), private: key };
  const keys = { to: await verifyBundle(bundleOf(victim)), replyKey: forger.party.kem.public };
  const begun = await makeOffer({ identity, bundleNumber: 1 }, keys);
  const chain = new SendingChain(begun, { bundleNumber: 1, replyKey: '', begunAt: 0 });
  return async (body: RecordBody) =>
    itemFrom(contact.id, await forger.seal(chain, body, { seq: 0, clock: 0 }));
}

describe('a forged receipt', () => {
  it('of the relay itself never marks a message as delivered', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const shown = statesShown(alice);
    const attack = fixture.relay.attack('queued, it says', {
      instead: {
        'message:send': ({ by }) => (by === alice.id ? { ok: true, data: {} } : undefined),
      },
    });
    await alice.chat.sendText(bob.id, 'is it there?');
    await attack.delivered();
    await reaches(alice, bob, 'sent');
    expect([...shown]).toEqual(['waiting', 'sent']);
    expect(await bob.texts(alice)).not.toContain('is it there?');
    attack.stop();
    fixture.clock.leap(RESEND_MIN_MS);
    await reads(bob, alice, 'is it there?');
    await reaches(alice, bob, 'delivered');
  });

  it('of another key is rejected', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before');
    const quiet = silence(bob, 'the true receipt is dropped');
    await alice.chat.sendText(bob.id, 'did you get it?');
    await quiet.delivered();
    const stream = streamOf(await bob.timeline(alice));
    const forger = await Forger.create('bob');
    const chain = await forger.chainTo(bundleOf(alice));
    const body: RecordBody = { type: 'receipt', stream, delivered: 3, hash: HASH };
    const forged = await forger.seal(chain, body, { seq: 0, clock: 0 });
    const attack = fixture.relay.attack('a forged receipt');
    await fixture.relay.deliver(attack, alice.id, [itemFrom(bob.id, forged)]);
    await attack.delivered();
    expect((await alice.timeline(bob)).at(-1)?.state).toBe('sent');
  });

  it('for an earlier message does not acknowledge a later one', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'the earlier');
    const old = fixture.relay
      .mailOf(bob.id, alice.id)
      .map(({ envelope }) => itemFrom(bob.id, envelope));
    const quiet = silence(bob, 'the true receipt is dropped');
    await alice.chat.sendText(bob.id, 'the later');
    await quiet.delivered();
    const attack = fixture.relay.attack('an old receipt');
    await fixture.relay.deliver(attack, alice.id, old);
    await attack.delivered();
    await alice.reload();
    await alice.until(({ connection }) => connection.kind === 'online');
    await fixture.relay.deliver(attack, alice.id, old);
    await attack.delivered(2);
    await reaches(alice, bob, 'sent');
  });

  it('of another conversation is rejected', async () => {
    const [alice, bob, carol] = [
      await fixture.enter('alice'),
      await fixture.enter('bob'),
      await fixture.enter('carol'),
    ];
    await talk(carol, bob, 'a receipt, please');
    const moved = fixture.relay
      .mailOf(bob.id, carol.id)
      .map(({ envelope }) => itemFrom(bob.id, envelope));
    expect(moved.length).toBeGreaterThan(0);
    const quiet = silence(bob, 'the true receipt is dropped');
    await alice.chat.sendText(bob.id, 'did you get it?');
    await quiet.delivered();
    const attack = fixture.relay.attack('a moved receipt');
    await fixture.relay.deliver(attack, alice.id, moved);
    await attack.delivered();
    expect((await alice.timeline(bob)).at(-1)?.state).toBe('sent');
  });

  it('of a contact for a message that was never sent is rejected', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const quiet = silence(bob, 'the true receipt is dropped');
    await alice.chat.sendText(bob.id, 'did you get it?');
    await reads(bob, alice, 'did you get it?');
    await quiet.delivered();
    const stream = streamOf(await bob.timeline(alice));
    const say = await asContact(bob, alice);
    const attack = fixture.relay.attack('a receipt for the future');
    for (const delivered of [2, 3, 1000]) {
      const forged = await say({ type: 'receipt', stream, delivered, hash: HASH });
      await fixture.relay.deliver(attack, alice.id, [forged]);
    }
    await attack.delivered(3);
    const state = async () =>
      (await alice.timeline(bob)).find(({ text }) => text === 'did you get it?')?.state;
    expect(await state()).not.toBe('delivered');
    // A genuine one is accepted.
    quiet.stop();
    fixture.clock.leap(60 * 60_000);
    await alice.until(async () => (await state()) === 'delivered');
  });
});

describe('a forged decryption failure', () => {
  const chains = (from: ChatDriver, to: ChatDriver): number =>
    new Set(
      fixture.relay
        .mailOf(from.id, to.id)
        .map(({ envelope }) => toBase64url(decodeEnvelope(envelope).chainId)),
    ).size;

  it('of another key starts no new chain', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before');
    const before = fixture.relay.mailOf(alice.id, bob.id);
    const chain = toBase64url(decodeEnvelope(before.at(-1)?.envelope as Bytes).chainId);
    const forger = await Forger.create('bob');
    const forged: Bytes[] = [];
    const forging = await forger.chainTo(bundleOf(alice));
    for (let n = 0; n < 20; n++) {
      const body: RecordBody = { type: 'decryption-failure', chain, reason: 'no-key' };
      forged.push(await forger.seal(forging, body, { seq: 0, clock: 0 }));
    }
    const attack = fixture.relay.attack('a forged decryption failure');
    await fixture.relay.deliver(
      attack,
      alice.id,
      forged.map((each) => itemFrom(bob.id, each)),
    );
    await attack.delivered();
    await talk(alice, bob, 'after');
    expect(chains(alice, bob)).toBe(1);
  });

  it('of a contact costs a few chains and causes no loop', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const say = await asContact(bob, alice);
    const attack = fixture.relay.attack('the same failure reported again and again', {
      deliver: (_envelopes, victim) => (victim === bob.id ? [] : undefined),
    });
    await alice.chat.sendText(bob.id, 'can you read this?');
    await attack.delivered();
    for (let n = 0; n < 30; n++) {
      const live = fixture.relay.mailOf(alice.id, bob.id).at(-1)?.envelope as Bytes;
      const chain = toBase64url(decodeEnvelope(live).chainId);
      const failure = await say({ type: 'decryption-failure', chain, reason: 'no-key' });
      await fixture.relay.deliver(attack, alice.id, [failure]);
    }
    await attack.delivered(31);
    expect(chains(alice, bob)).toBeLessThanOrEqual(5);
    attack.stop();
    fixture.clock.leap(60 * 60_000);
    await reads(bob, alice, 'can you read this?');
    expect(await timesSeen(bob, alice, 'can you read this?')).toBe(1);
  });

  it('for chains that never existed is ignored', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before');
    const say = await asContact(bob, alice);
    const failures: Awaited<ReturnType<typeof say>>[] = [];
    for (let n = 0; n < 20; n++) {
      const chain = toBase64url(crypto.getRandomValues(new Uint8Array(32)));
      failures.push(await say({ type: 'decryption-failure', chain, reason: 'no-offer' }));
    }
    const attack = fixture.relay.attack('failures of unknown chains');
    await fixture.relay.deliver(attack, alice.id, failures);
    await attack.delivered();
    await talk(alice, bob, 'after');
    expect(chains(alice, bob)).toBe(1);
  });
});
