import { beforeAll, describe, expect, it } from '@jest/globals';
import { equal } from '../protocol/bytes.ts';
import { decodeEnvelope, encodeEnvelope } from '../protocol/envelope.ts';
import { OFFER_BYTES, type Offer, offerTranscript, type SignedOffer } from '../protocol/offer.ts';
import { sha256 } from './hash.ts';
import { sign } from './identity-key.ts';
import { generateKemKey } from './kem.ts';
import { type BegunChain, makeOffer, openOffer, verifyOffer } from './offer.ts';
import { randomBytes } from './random.ts';
import { bitsToFlip, countFlips, flipBit, flipBits } from './testing/flip.ts';
import { makeParty, type Party } from './testing/party.ts';

let alice: Party;
let bob: Party;
let mallory: Party;
let begun: BegunChain;

beforeAll(async () => {
  [alice, bob, mallory] = await Promise.all([makeParty(), makeParty(), makeParty()]);
  begun = await begin();
});

const begin = () =>
  makeOffer(
    { identity: alice.identity, bundleNumber: 1 },
    { to: bob.verified, replyKey: alice.kem.public },
  );

const keysOf = ({ sealing, kem }: Party) => ({ rsa: sealing.private, kemSeed: kem.seed });

const verify = (offer: SignedOffer): Promise<Uint8Array> =>
  verifyOffer(offer, alice.identity.public, bob.identity.public);

async function resigned(offer: Offer, by: Party): Promise<SignedOffer> {
  return { ...offer, signature: await sign(by.identity.private, offerTranscript(offer)) };
}

describe('an offer', () => {
  it('gives both sides the same chain', async () => {
    const chainId = await verifyOffer(begun.offer, alice.identity.public, bob.identity.public);
    expect(await openOffer(begun.offer, chainId, keysOf(bob))).toEqual(begun.start);
  });

  it('starts a different chain each time', async () => {
    const again = await begin();
    expect(equal(again.start.chainId, begun.start.chainId)).toBe(false);
    expect(equal(again.start.chainKey, begun.start.chainKey)).toBe(false);
  });

  it('opens only with the key that it names', async () => {
    await expect(openOffer(begun.offer, begun.start.chainId, keysOf(mallory))).rejects.toThrow(
      expect.objectContaining({ code: 'open-failed' }),
    );
  });

  it('that was changed anywhere is rejected', async () => {
    const fields = [
      'rsaCiphertext',
      'kemCiphertext',
      'kemKeyDigest',
      'replyKey',
      'receiverBundle',
      'signature',
      'from',
      'to',
    ] as const;
    for (const field of fields) {
      for (const bit of [0, 77, begun.offer[field].length * 8 - 1]) {
        const changed = { ...begun.offer, [field]: flipBit(begun.offer[field], bit) };
        await expect(verify(changed)).rejects.toThrow(
          expect.objectContaining({ code: 'offer-invalid' }),
        );
      }
    }
    for (const field of ['suite', 'senderBundle'] as const) {
      const changed = { ...begun.offer, [field]: begun.offer[field] + 1 };
      await expect(verify(changed)).rejects.toThrow('offer-invalid');
    }
  });

  it('with a bit of any byte flipped is rejected, and still accepted unmodified', async () => {
    const place = { id: randomBytes(16), chainId: begun.start.chainId, n: 0 };
    const sealed = { nonce: randomBytes(12), ciphertext: randomBytes(528) };
    const wire = encodeEnvelope({ ...place, ...sealed, offer: begun.offer });
    const start = wire.length - OFFER_BYTES - sealed.ciphertext.length;
    const take = async (offer: Uint8Array): Promise<void> => {
      const bytes = new Uint8Array(wire);
      bytes.set(offer, start);
      await verify(decodeEnvelope(bytes).offer as SignedOffer);
    };
    const offer = wire.slice(start, start + OFFER_BYTES);
    const bits = bitsToFlip(offer);
    const outcomes = await flipBits(offer, take, bits);
    expect(countFlips(outcomes)).toBe(bits.length);
    expect([...outcomes.keys()].sort()).toEqual(['envelope-malformed', 'offer-invalid']);
    await take(offer);
  });

  it('that was reflected to its sender is rejected', async () => {
    await expect(
      verifyOffer(begun.offer, bob.identity.public, alice.identity.public),
    ).rejects.toThrow('offer-invalid');
  });

  it('for somebody else is rejected, even with a valid signature', async () => {
    await expect(
      verifyOffer(begun.offer, alice.identity.public, mallory.identity.public),
    ).rejects.toThrow(expect.objectContaining({ code: 'offer-invalid' }));
  });

  it('signed again by another person does not open the original chain', async () => {
    const stolen = await resigned({ ...begun.offer, from: mallory.identity.public }, mallory);
    const chainId = await verifyOffer(stolen, mallory.identity.public, bob.identity.public);
    await expect(openOffer(stolen, chainId, keysOf(bob))).rejects.toThrow('open-failed');
  });

  it('signed again by its sender with another bundle number starts another chain', async () => {
    const changed = await resigned({ ...begun.offer, senderBundle: 2 }, alice);
    const chainId = await verifyOffer(changed, alice.identity.public, bob.identity.public);
    const position = await openOffer(changed, chainId, keysOf(bob));
    expect(position.chainKey).not.toEqual(begun.start.chainKey);
  });

  it('opens only with both keys: neither RSA nor ML-KEM alone is enough', async () => {
    const chainId = begun.start.chainId;
    const { chainKey } = await openOffer(begun.offer, chainId, {
      ...keysOf(bob),
      kemSeed: mallory.kem.seed,
    });
    expect(equal(chainKey, begun.start.chainKey)).toBe(false);
    const withoutRsa = { ...keysOf(bob), rsa: mallory.sealing.private };
    await expect(openOffer(begun.offer, chainId, withoutRsa)).rejects.toThrow('open-failed');
  });

  it('to a reply key opens with that key and not with the one in the bundle', async () => {
    const reply = await generateKemKey();
    const { offer, start } = await makeOffer(
      { identity: alice.identity, bundleNumber: 1 },
      { to: bob.verified, kemKey: reply.public, replyKey: alice.kem.public },
    );
    const chainId = await verify(offer);
    const opened = await openOffer(offer, start.chainId, { ...keysOf(bob), kemSeed: reply.seed });
    expect(chainId).toEqual(start.chainId);
    expect(opened).toEqual(start);
    expect((await openOffer(offer, start.chainId, keysOf(bob))).chainKey).not.toEqual(
      start.chainKey,
    );
  });

  it('has the hash of its signed bytes as chain id', async () => {
    expect(begun.start.chainId).toEqual(await sha256(offerTranscript(begun.offer)));
  });
});
