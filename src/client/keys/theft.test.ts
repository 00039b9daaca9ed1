import { beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../crypto/hash.ts';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { decodeBundle } from '../../protocol/bundle.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { SEALING_KEY_KEPT_MS } from '../../protocol/limits.ts';
import type { SignedOffer } from '../../protocol/offer.ts';
import type { Change } from '../storage/storage.ts';
import type { FaultyStorage } from '../testing/faulty-storage.ts';
import {
  offersOf,
  openAll,
  type StolenState,
  steal,
  stealThroughout,
} from '../testing/stolen-state.ts';
import { TestNetwork, type TestPeer, type TransitEnvelope } from '../testing/test-network.ts';

useDirectCrypto();

/** Alice writes to Bob, from whose device everything is stolen, after every one of its commits. */
let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;
/** Everything that Alice sent to Bob. */
let traffic: TransitEnvelope[];
/** Its content. */
let contents: Map<string, string>;
/** ML-KEM keys and numbers of Bob's bundles, by bundle digest. */
const bundles = new Map<string, { readonly name: string; readonly kemDigest: string }>();

async function noteBundle(): Promise<void> {
  const bytes = network.bundleOf(bob.id);
  const { number, kemKey, signed } = decodeBundle(bytes);
  const kemDigest = toBase64url(await sha256(kemKey));
  bundles.set(toBase64url(await sha256(signed)), { name: `sealing/${number}`, kemDigest });
}

async function say(who: TestPeer, text: string): Promise<void> {
  await who.people.of((who === alice ? bob : alice).id).sendText(text);
  await network.settle();
}

/** Delivers everything that is in transit, until nothing is. */
async function bring(): Promise<void> {
  for (let quiet = 0; quiet < 2; quiet++) {
    network.clock.advance(250);
    await network.settle();
    for (
      let sent = network.inTransit.shift();
      sent !== undefined;
      sent = network.inTransit.shift()
    ) {
      quiet = 0;
      await network.deliver(sent);
      await network.settle();
    }
  }
}

beforeAll(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
  await noteBundle();
  for (const who of [alice, bob]) {
    await say(who, `${who.name}: hello`);
    await bring();
  }
  for (let round = 0; round < 4; round++) {
    await alice.load();
    await say(alice, `${round}: received at once`);
    await bring();
    await say(alice, `${round}: the first is late`);
    const late = network.inTransit.splice(0);
    await say(alice, `${round}: and overtaken`);
    await bring();
    network.inTransit.push(...late);
    bob.people.of(alice.id).drafts.set(`${round}`);
    await bob.people.of(alice.id).idle();
    await bring();
    await say(bob, `${round}: an answer`);
    await bring();
    if (round === 2) network.clock.advance(SEALING_KEY_KEPT_MS + 1);
    if (round > 0) {
      await bob.rotate();
      await noteBundle();
    }
    await bring();
  }
  await alice.load();
  await say(alice, 'never received');
  traffic = network.recorded.filter(({ from }) => from === alice.id);
  contents = await openAll(await stealThroughout(bob.storage), traffic);
});

const touches = (change: Change, kind: Change['kind'], row: string): boolean =>
  change.kind === kind &&
  ('key' in change && 'table' in change
    ? `${change.table}/${change.key}`
    : 'name' in change && change.name) === row;

/** Whether something is written in the first commits of a storage, and not deleted in them. */
function isThere({ commits }: FaultyStorage, row: string): boolean {
  const changes = commits.flat().filter((c) => touches(c, c.kind, row));
  return changes.at(-1)?.kind.startsWith('put') === true;
}

/**
 * The promise of the encryption: whether an envelope opens with everything that was stored at one
 * moment.
 */
function shouldOpen(
  storage: FaultyStorage,
  stolen: StolenState,
  sent: TransitEnvelope,
  offer: SignedOffer,
): boolean {
  const { id, chainId } = decodeEnvelope(sent.envelope);
  const bundle = bundles.get(toBase64url(offer.receiverBundle));
  if (bundle === undefined) throw new TypeError('a bundle of nobody');
  const kemDigest = toBase64url(offer.kemKeyDigest);
  const isFromBundle = kemDigest === bundle.kemDigest;
  const hasRsa = isThere(storage, bundle.name);
  // Received: only a chain that was started with a bundle opens, as long as that bundle's keys
  // exist.
  if (stolen.history.has(contents.get(toBase64url(id)) ?? '')) return isFromBundle && hasRsa;
  const isOpenChain = isThere(storage, `chains/${alice.id}/${toBase64url(chainId)}`);
  const hasKem = isFromBundle || isThere(storage, `reply-keys/${alice.id}/${kemDigest}`);
  return isOpenChain || (hasRsa && hasKem);
}

const isText = (text: string): boolean => text.includes(':') || text === 'never received';

describe('an attacker with everything that a device stores, and with all traffic,', () => {
  it('opens exactly what the keys stored at that moment open', async () => {
    const offers = offersOf(traffic);
    const seen = { opened: 0, closed: 0, fromReplyKeys: 0 };
    for (let k = 1; k <= bob.storage.commits.length; k += 2) {
      const storage = await bob.storage.copy(k);
      const stolen = await steal(storage);
      const opened = await openAll(stolen, traffic);
      for (const sent of traffic) {
        const { id, chainId } = decodeEnvelope(sent.envelope);
        const text = contents.get(toBase64url(id)) ?? '';
        if (!isText(text)) continue;
        const offer = offers.get(toBase64url(chainId)) as SignedOffer;
        const expected = shouldOpen(storage, stolen, sent, offer);
        expect([k, text, opened.has(toBase64url(id))]).toEqual([k, text, expected]);
        seen[expected ? 'opened' : 'closed']++;
        const bundle = bundles.get(toBase64url(offer.receiverBundle));
        if (toBase64url(offer.kemKeyDigest) !== bundle?.kemDigest) seen.fromReplyKeys++;
      }
    }
    // Positive control: none of these sets is empty.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  it('opens no message received earlier in a chain started with a reply key', async () => {
    const stolen = await steal(await bob.storage.copy());
    const opened = await openAll(stolen, traffic);
    const offers = offersOf(traffic);
    const kemDigests = new Set([...bundles.values()].map(({ kemDigest }) => kemDigest));
    const received = traffic.filter(({ envelope }) => {
      const { id, chainId } = decodeEnvelope(envelope);
      const text = contents.get(toBase64url(id)) ?? '';
      const key = toBase64url(offers.get(toBase64url(chainId))?.kemKeyDigest as Bytes);
      return isText(text) && text !== 'never received' && !kemDigests.has(key);
    });
    expect(received.length).toBeGreaterThan(2);
    expect(
      received.filter(({ envelope }) => opened.has(toBase64url(decodeEnvelope(envelope).id))),
    ).toEqual([]);
  });

  it('opens the first messages only while the keys of the bundle are stored', async () => {
    const names = [...bundles.values()].map(({ name }) => name);
    const first = names[0] as string;
    const { commits } = bob.storage;
    const gone = commits.findIndex((changes) =>
      changes.some((c) => touches(c, 'delete-key', first)),
    );
    expect(gone).toBeGreaterThan(0);
    const hello = async (k: number): Promise<boolean> => {
      const opened = await openAll(await steal(await bob.storage.copy(k)), traffic);
      return [...opened.values()].includes('alice: hello');
    };
    expect([await hello(gone), await hello(gone + 1)]).toEqual([true, false]);
  });

  it('reads the history, pending messages, and messages in flight', async () => {
    await bob.people.of(alice.id).sendText('not sent yet');
    const stolen = await steal(bob.storage);
    expect(stolen.pending).toContain('not sent yet');
    expect(stolen.history).toContain('0: received at once');
    expect([...(await openAll(stolen, traffic)).values()]).toContain('never received');
  });

  it('opens no chain started with keys generated afterwards', async () => {
    const stolen = await steal(bob.storage);
    await network.settle();
    const before = network.recorded.length;
    await bring();
    await bob.rotate();
    await bob.load();
    await say(bob, 'a fresh reply key');
    await bring();
    await alice.load();
    await say(alice, 'safe again');
    await bring();
    const after = network.recorded.slice(before).filter(({ from }) => from === alice.id);
    const all = await openAll(await stealThroughout(bob.storage), after);
    expect([...all.values()]).toContain('safe again');
    expect([...(await openAll(stolen, after)).values()]).not.toContain('safe again');
  });
});

describe('AES keys are protected by both RSA and ML-KEM:', () => {
  let all: StolenState;
  beforeAll(async () => {
    // The keys of chains are derived from both.
    all = { ...(await stealThroughout(bob.storage)), chains: [] };
  });

  it('with every private key, everything opens', async () => {
    expect((await openAll(all, traffic)).size).toBe(new Set(contents.keys()).size);
  });

  it('without the RSA private keys, nothing opens', async () => {
    const foreign = await steal(alice.storage);
    expect((await openAll({ ...all, rsa: new Map() }, traffic)).size).toBe(0);
    expect((await openAll({ ...all, rsa: foreign.rsa }, traffic)).size).toBe(0);
  });

  it('without the ML-KEM private keys, nothing opens', async () => {
    const foreign = await steal(alice.storage);
    expect((await openAll({ ...all, kemSeeds: foreign.kemSeeds }, traffic)).size).toBe(0);
  });
});
