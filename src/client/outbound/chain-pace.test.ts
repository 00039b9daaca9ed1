import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { CHAIN_MAX_CONTINUED, SEND_RATE } from '../../protocol/limits.ts';
import { TestNetwork, type TestPeer, type TransitEnvelope } from '../testing/test-network.ts';

useDirectCrypto();

const MINUTE = 60_000;
/** Time per envelope at the relay's rate, ms. */
const STEP = Math.ceil(1000 / SEND_RATE);

let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

beforeEach(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
  await network.agree();
});

const chainOf = ({ envelope }: TransitEnvelope): string =>
  toBase64url(decodeEnvelope(envelope).chainId);
const idOf = ({ envelope }: TransitEnvelope): string => toBase64url(decodeEnvelope(envelope).id);

/** Delivers at the relay's rate for a while; returns what was delivered, with the time. */
async function carry(
  ms: number,
): Promise<{ readonly sent: TransitEnvelope; readonly at: number }[]> {
  const handed: { sent: TransitEnvelope; at: number }[] = [];
  const end = network.clock.now() + ms;
  while (network.clock.now() < end) {
    for (const { id } of [alice, bob]) {
      const next = network.inTransit.findIndex(({ from }) => from === id);
      for (const sent of next < 0 ? [] : network.inTransit.splice(next, 1)) {
        await network.deliver(sent);
        handed.push({ sent, at: network.clock.now() });
      }
    }
    network.clock.advance(STEP);
    await network.settle();
  }
  return handed;
}

describe('a sender', () => {
  it('that sends 1,200 messages at once stays within the limits of the receiver and never stalls', async () => {
    const texts = Array.from({ length: 1200 }, (_, n) => `${n}`);
    for (const text of texts) await alice.people.of(bob.id).sendText(text);
    await network.settle();
    const handed: { sent: TransitEnvelope; at: number }[] = [];
    while ((await alice.storage.list('outbox')).length > 0) handed.push(...(await carry(1000)));
    const lines = await bob.timeline(alice);
    expect(lines.slice(-texts.length).map(({ text }) => text)).toEqual(texts);
    expect([alice.refusedOffers, bob.refusedOffers]).toEqual([0, 0]);
    // After a reported decryption failure some of it would be sent or sealed again.
    const sent = handed.filter(({ sent }) => sent.from === alice.id).map(({ sent }) => idOf(sent));
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent).toHaveLength(texts.length);
    // When none of her messages is in transit, the next one needs only a receipt.
    const times = handed.filter(({ sent }) => sent.from === alice.id).map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
    expect(Math.max(...gaps)).toBeLessThan(1000);
  });

  it('keeps using a chain while the receiver may still be opening other chains', async () => {
    for (let n = 0; n < 500; n++) await alice.people.of(bob.id).sendText(`${n}`);
    await network.settle();
    const chains = network.inTransit.filter(({ from }) => from === alice.id).map(chainOf);
    const lengths = [...new Set(chains)].map((chain) => chains.filter((c) => c === chain).length);
    expect(Math.max(...lengths)).toBeGreaterThan(100);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(CHAIN_MAX_CONTINUED);
  });

  it('that reloads repeatedly waits before the receiver would reject its chains, and then continues', async () => {
    for (let n = 0; n < 12; n++) {
      await alice.load();
      await alice.people.of(bob.id).sendText(`${n}`);
      await carry(500);
    }
    expect(bob.refusedOffers).toBe(0);
    await carry(2 * MINUTE);
    expect(bob.refusedOffers).toBe(0);
    expect((await bob.timeline(alice)).slice(-12).map(({ text }) => text)).toEqual(
      Array.from({ length: 12 }, (_, n) => `${n}`),
    );
  });

  it('counts chains that it started before a reload', async () => {
    const begun = new Set<string>();
    for (let n = 0; n < 14; n++) {
      await alice.load();
      await alice.people.of(bob.id).sendText(`${n}`);
      await network.settle();
      for (const sent of network.inTransit) if (sent.from === alice.id) begun.add(chainOf(sent));
    }
    expect(begun.size).toBe(10);
  });
});

describe('a stranger', () => {
  it('starts at most four chains an hour', async () => {
    network = await TestNetwork.open();
    ({ alice, bob } = network);
    for (let n = 0; n < 7; n++) {
      await alice.people.of(bob.id).sendText(`${n}`);
      await network.settle();
      await alice.load();
    }
    expect(new Set(network.inTransit.map(chainOf)).size).toBe(4);
    await carry(5000);
    network.clock.advance(60 * MINUTE);
    await network.settle();
    await carry(5000);
    expect(bob.refusedOffers).toBe(0);
    expect((await bob.timeline(alice)).map(({ text }) => text)).toEqual(
      Array.from({ length: 7 }, (_, n) => `${n}`),
    );
  });
});
