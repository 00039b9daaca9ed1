import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/client/outbound/outbox.ts';
import { SendingChain } from '../../../src/client/outbound/sending-chain.ts';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { sign } from '../../../src/crypto/identity-key.ts';
import { makeOffer } from '../../../src/crypto/offer.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { verifyBundle } from '../../../src/crypto/verify.ts';
import { type Bytes, fromBase64url } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import {
  OFFERS_PER_MINUTE,
  OFFERS_PER_PEER_PER_MINUTE,
  RESEND_MIN_MS,
  STRANGER_OFFERS_PER_HOUR,
} from '../../../src/protocol/limits.ts';
import { type Offer, offerTranscript, type SignedOffer } from '../../../src/protocol/offer.ts';
import { reads, talk, useFixture } from './fixture.ts';
import { Forger, noise, patchEnvelope } from './forger.ts';
import { itemFrom } from './hostile-relay.ts';

useDirectCrypto();

const MINUTE = 60_000;
const fixture = useFixture();

let forger: Forger;
beforeEach(async () => {
  forger = await Forger.create('mallory', forger);
});

const bundleOf = (person: ChatDriver): Bytes => fixture.relay.bundles(person.id).at(-1) as Bytes;

/** The first message of a chain from one person to another, which was not delivered. */
async function intercept(from: ChatDriver, to: ChatDriver, text: string): Promise<Bytes> {
  const attack = fixture.relay.attack('an interception', {
    deliver: (_envelopes, victim) => (victim === to.id ? [] : undefined),
  });
  await from.chat.sendText(to.id, text);
  await attack.delivered();
  attack.stop();
  return fixture.relay.mailOf(from.id, to.id).at(-1)?.envelope as Bytes;
}

async function resign(envelope: Bytes, fields: Partial<Offer>, key: CryptoKey): Promise<Bytes> {
  const { offer } = decodeEnvelope(envelope);
  const changed = { ...(offer as SignedOffer), ...fields };
  const signed = offerTranscript(changed);
  const signature = await sign(key, signed);
  return patchEnvelope(envelope, {
    chainId: await sha256(signed),
    offer: { ...changed, signature },
  });
}

describe('an offer', () => {
  it('that an attacker has signed as her own is rejected', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const envelope = await intercept(alice, bob, 'stolen words');
    const { identity } = forger.party;
    const stolen = await resign(envelope, { from: identity.public }, identity.private);
    const attack = fixture.relay.attack('a re-signed offer');
    await fixture.relay.deliver(attack, bob.id, [itemFrom(forger.id, stolen)]);
    await attack.delivered();
    expect(bob.chat.conversation(forger.id)).toBeUndefined();
    fixture.clock.leap(RESEND_MIN_MS);
    await reads(bob, alice, 'stolen words');
  });

  it('of the same sender opens when it is genuine (positive control of the test above)', async () => {
    const bob = await fixture.enter('bob');
    const chain = await forger.chainTo(bundleOf(bob));
    const envelope = await forger.seal(chain, {
      type: 'text',
      id: newId(),
      text: 'it is me',
      request: true,
    });
    const attack = fixture.relay.attack('an honest request');
    await fixture.relay.deliver(attack, bob.id, [itemFrom(forger.id, envelope)]);
    await attack.delivered();
    expect(bob.chat.conversation(forger.id)?.consent).toBe('asked');
  });

  it.each<[string, (me: Forger) => Partial<Offer>]>([
    ['in the name of its sender', () => ({})],
    ['with a reply key of her own', ({ party }) => ({ replyKey: party.kem.public })],
    ['that says the keys of its sender are newer', () => ({ senderBundle: 1000 })],
    ['of a weaker suite', () => ({ suite: 0 })],
  ])('that an attacker has signed %s is rejected', async (what, fields) => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const envelope = await intercept(alice, bob, 'the truth');
    const forged = await resign(envelope, fields(forger), forger.party.identity.private);
    const attack = fixture.relay.attack(`an offer ${what}`);
    await fixture.relay.deliver(attack, bob.id, [itemFrom(alice.id, forged)]);
    await attack.delivered();
    expect(await bob.texts(alice)).not.toContain('the truth');
    fixture.clock.leap(RESEND_MIN_MS);
    await reads(bob, alice, 'the truth');
  });

  it('of a weaker suite is rejected even from its own sender', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const envelope = await intercept(alice, bob, 'strong words');
    const key = (await alice.storage.readKey('identity')) as CryptoKey;
    const weak = await resign(envelope, { suite: 0 }, key);
    const attack = fixture.relay.attack('a downgraded offer');
    await fixture.relay.deliver(attack, bob.id, [itemFrom(alice.id, weak)]);
    await attack.delivered();
    expect(await bob.texts(alice)).not.toContain('strong words');
  });
});

describe('a flood of bad offers', () => {
  const subtle = crypto.subtle;
  const decrypt = subtle.decrypt;
  let unwrapped = 0;

  beforeEach(() => {
    unwrapped = 0;
    subtle.decrypt = (algorithm, ...rest) => {
      if (typeof algorithm === 'object' && algorithm.name === 'RSA-OAEP') unwrapped++;
      return decrypt.call(subtle, algorithm, ...rest);
    };
  });
  afterEach(() => {
    subtle.decrypt = decrypt;
  });

  /** Well-formed offers with valid signatures, whose messages do not open. */
  async function badOffers(from: Forger, to: ChatDriver, count: number): Promise<Bytes[]> {
    const bundle = bundleOf(to);
    const envelopes: Bytes[] = [];
    for (let n = 0; n < count; n++) {
      const envelope = await from.seal(await from.chainTo(bundle), { type: 'accept' });
      envelopes.push(patchEnvelope(envelope, { ciphertext: randomBytes(528) }));
    }
    return envelopes;
  }

  it('from one stranger costs four times the work of one', async () => {
    const bob = await fixture.enter('bob');
    const flood = (await badOffers(forger, bob, 40)).map((each) => itemFrom(forger.id, each));
    const attack = fixture.relay.attack('bad offers of one stranger');
    await fixture.relay.deliver(attack, bob.id, flood);
    await attack.delivered();
    expect(unwrapped).toBe(STRANGER_OFFERS_PER_HOUR);
    expect(bob.chat.conversation(forger.id)).toBeUndefined();
  });

  it('from many strangers costs a bounded part of a minute, and conversations are not delayed', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before the flood');
    const before = unwrapped;
    const attack = fixture.relay.attack('bad offers of many strangers');
    for (let n = 0; n < 30; n++) {
      const stranger = await Forger.create('nobody', forger);
      const envelopes = await badOffers(stranger, bob, 4);
      await fixture.relay.deliver(
        attack,
        bob.id,
        envelopes.map((each) => itemFrom(stranger.id, each)),
      );
    }
    await attack.delivered(30);
    expect(unwrapped - before).toBeGreaterThan(0);
    expect(unwrapped - before).toBeLessThanOrEqual(OFFERS_PER_MINUTE);
    expect(bob.chat.conversations()).toHaveLength(2);
    await talk(alice, bob, 'after the flood');
  });

  it('in the name of a contact, sent by somebody else, never reaches the private key', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before the flood');
    const before = unwrapped;
    const flood = (await badOffers(forger, bob, 40)).map((each) => itemFrom(alice.id, each));
    const attack = fixture.relay.attack('bad offers as a contact');
    await fixture.relay.deliver(attack, bob.id, flood);
    await attack.delivered();
    expect(unwrapped).toBe(before);
    await talk(alice, bob, 'in the chain that is there');
    fixture.clock.leap(MINUTE);
    await alice.reload();
    await talk(alice, bob, 'in a new one');
  });

  it('from a contact is bounded and ends', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const key = (await alice.storage.readKey('identity')) as CryptoKey;
    const identity = { public: fromBase64url(alice.id), private: key };
    const to = await verifyBundle(bundleOf(bob));
    const flood: Bytes[] = [];
    for (let n = 0; n < 40; n++) {
      const keys = { to, replyKey: forger.party.kem.public };
      const begun = await makeOffer({ identity, bundleNumber: 1 }, keys);
      const chain = new SendingChain(begun, { bundleNumber: 1, replyKey: '', begunAt: 0 });
      const sealed = await forger.seal(chain, { type: 'accept' });
      flood.push(patchEnvelope(sealed, { ciphertext: randomBytes(528) }));
    }
    const attack = fixture.relay.attack('bad offers of a contact');
    const envelopes = flood.map((each) => itemFrom(alice.id, each));
    await fixture.relay.deliver(attack, bob.id, envelopes);
    await attack.delivered();
    expect(unwrapped).toBe(OFFERS_PER_PEER_PER_MINUTE);
    fixture.clock.leap(MINUTE);
    await talk(alice, bob, 'it was not me');
  });

  it('that were opened before costs nothing', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'once');
    const again = itemFrom(
      alice.id,
      fixture.relay.mailOf(alice.id, bob.id).at(-1)?.envelope as Bytes,
    );
    const before = unwrapped;
    const attack = fixture.relay.attack('one offer, a hundred times');
    await fixture.relay.deliver(attack, bob.id, Array(100).fill(again));
    await attack.delivered();
    expect(unwrapped).toBe(before);
  });

  it('without keys is not counted', async () => {
    const bob = await fixture.enter('bob');
    const attack = fixture.relay.attack('noise');
    const envelopes = Array.from({ length: 64 }, () => itemFrom(forger.id, noise()));
    await fixture.relay.deliver(attack, bob.id, envelopes);
    await attack.delivered();
    expect(unwrapped).toBe(0);
  });
});
