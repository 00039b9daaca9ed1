import { beforeAll, expect, it } from '@jest/globals';
import { bitsToFlip, countFlips, flipBits } from '../../crypto/testing/flip.ts';
import { makeParty, type Party } from '../../crypto/testing/party.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ONLY, Transaction } from '../storage/peer-store.ts';
import { FaultyStorage } from '../testing/faulty-storage.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { PeerBundle } from './peer-bundle.ts';

const NOW = Date.UTC(2026, 0, 1);

let first: Party;
let second: Party;
beforeAll(async () => {
  first = await makeParty({ number: 1, created: NOW });
  second = await makeParty({ number: 2, created: NOW }, first);
});

/** What a client knows about a peer, with a relay that returns arbitrary bundles. */
async function makePeerBundle(served: () => Bytes, announced = 0) {
  const storage = new FaultyStorage();
  const { context, store } = await makePeerContext({
    identity: first.identity.public,
    clock: { now: () => NOW, after: () => () => {} },
    storage,
    relay: { fetchBundle: async () => served() },
  });
  const tx = new Transaction(store);
  tx.put('bundles', ONLY, { bytes: toBase64url(first.bytes), name: '' });
  tx.state = { ...tx.state, announcedBundle: announced };
  await store.commit(tx);
  const stored = () => store.get('bundles', ONLY)?.bytes;
  return { bundle: new PeerBundle(context), stored, storage };
}

it('a bundle with a bit of any byte flipped is rejected, and the stored one stays in use', async () => {
  let served: Bytes = second.bytes;
  const { bundle, stored, storage } = await makePeerBundle(() => served);
  const commits = storage.commits.length;
  await bundle.known();
  const bits = bitsToFlip(second.bytes);
  const refresh = (flipped: Bytes) => {
    served = flipped;
    return bundle.refresh();
  };
  const outcomes = await flipBits(second.bytes, refresh, bits);
  expect(countFlips(outcomes)).toBe(bits.length);
  for (const code of outcomes.keys()) expect(code).toMatch(/^bundle-/);
  expect([stored(), storage.commits.length]).toEqual([toBase64url(first.bytes), commits]);
  expect((await bundle.forSealing()).bundle.number).toBe(1);
  served = second.bytes;
  expect((await bundle.refresh()).bundle.number).toBe(2);
  expect(stored()).toBe(toBase64url(second.bytes));
});

it('nothing is sealed to a bundle that the peer has announced to be outdated, whatever the relay returns', async () => {
  const { bundle } = await makePeerBundle(() => first.bytes, 2);
  await expect(bundle.renew()).rejects.toMatchObject({ code: 'bundle-rollback' });
  await expect(bundle.forSealing()).rejects.toMatchObject({ code: 'unavailable' });
});
