import { chainStart, messageKey, nextPosition } from '../../../src/crypto/chain.ts';
import { generateIdentityKey } from '../../../src/crypto/identity-key.ts';
import { generateKemKey } from '../../../src/crypto/kem.ts';
import { openMessage, sealMessage } from '../../../src/crypto/message.ts';
import { makeOffer, openOffer, verifyOffer } from '../../../src/crypto/offer.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { generateSealingKey } from '../../../src/crypto/sealing-key.ts';
import { makeParty } from '../../../src/crypto/testing/party.ts';
import { utf8 } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';

/** The cost of one operation, ms. */
export interface Cost {
  readonly what: string;
  readonly median: number;
  /** The 90th percentile. */
  readonly slow: number;
  readonly runs: number;
}

const KEYS = 9;
const OFFERS = 60;
const MESSAGES = 1500;
/** Browsers round their clock to 0.1 ms, so faster operations are timed in batches. */
const BATCH = 25;
const TEXT = utf8(JSON.stringify({ type: 'text', text: 'A message as people write them.' }));

async function measure(
  what: string,
  runs: number,
  action: () => Promise<unknown>,
  batch = 1,
): Promise<Cost> {
  const times: number[] = [];
  // The first run includes loading and compiling.
  await action();
  for (let run = 0; run < runs; run += batch) {
    const start = performance.now();
    for (let n = 0; n < batch; n++) await action();
    times.push((performance.now() - start) / batch);
  }
  times.sort((one, other) => one - other);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { what, median: at(0.5), slow: at(0.9), runs };
}

async function messageCosts(): Promise<Cost[]> {
  let sending = await chainStart(randomBytes(32), randomBytes(64));
  let receiving = sending;
  const envelopes: Uint8Array[] = [];
  const sealOne = async () => {
    const slot = { chainId: sending.chainId, n: sending.n, key: await messageKey(sending) };
    envelopes.push((await sealMessage(slot, TEXT, undefined)).envelope);
    sending = await nextPosition(sending);
  };
  let next = 0;
  const openOne = async () => {
    const envelope = decodeEnvelope(envelopes[next++] as Uint8Array);
    await openMessage(await messageKey(receiving), envelope);
    receiving = await nextPosition(receiving);
  };
  return [
    await measure('seal a message, its key included', MESSAGES, sealOne, BATCH),
    await measure('open a message, its key included', MESSAGES, openOne, BATCH),
  ];
}

async function chainCosts(): Promise<Cost[]> {
  const [alice, bob] = [await makeParty(), await makeParty({ name: 'bob' })];
  const sender = { identity: alice.identity, bundleNumber: 1 };
  const begin = () => makeOffer(sender, { to: bob.verified, replyKey: alice.kem.public });
  const { offer } = await begin();
  const keys = { rsa: bob.sealing.private, kemSeed: bob.kem.seed };
  return [
    await measure('begin a chain', OFFERS, begin),
    await measure('check and open the offer of a chain', OFFERS, async () => {
      const chainId = await verifyOffer(offer, alice.identity.public, bob.identity.public);
      await openOffer(offer, chainId, keys);
    }),
  ];
}

/** The cost of a page's cryptography on this platform. */
export async function measureCosts(): Promise<Cost[]> {
  return [
    await measure('make an RSA-3072 key', KEYS, generateSealingKey),
    await measure('make an ML-KEM-768 key', OFFERS, () => generateKemKey()),
    await measure('make an Ed25519 key', OFFERS, generateIdentityKey),
    ...(await chainCosts()),
    ...(await messageCosts()),
  ];
}
