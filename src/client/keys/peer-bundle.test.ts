import { beforeAll, expect, it } from '@jest/globals';
import { countFlips, flipEveryBit } from '../../crypto/testing/flip.ts';
import { makeParty, type Party } from '../../crypto/testing/party.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { PeerBundle } from './peer-bundle.ts';

const NOW = Date.UTC(2026, 0, 1);

let first: Party;
let second: Party;
beforeAll(async () => {
  first = await makeParty({ number: 1, created: NOW });
  second = await makeParty({ number: 2, created: NOW }, first);
});

/** What a client knows of a peer, over a relay that hands out what it likes. */
function makePeerBundle(served: () => Bytes, told = 0) {
  const state = { stored: toBase64url(first.bytes), writes: 0 };
  const bundle = new PeerBundle({
    peer: first.identity.public,
    now: () => NOW,
    fetch: async () => served(),
    stored: () => state.stored,
    told: () => told,
    store: async (bytes) => {
      state.stored = toBase64url(bytes);
      state.writes++;
    },
  });
  return { bundle, state };
}

it('a bundle with any bit flipped is refused, and the stored one stays in use', async () => {
  let served: Bytes = second.bytes;
  const { bundle, state } = makePeerBundle(() => served);
  await bundle.known();
  const outcomes = await flipEveryBit(second.bytes, (flipped) => {
    served = flipped;
    return bundle.refresh();
  });
  expect(countFlips(outcomes)).toBe(second.bytes.length * 8);
  for (const code of outcomes.keys()) expect(code).toMatch(/^bundle-/);
  expect(state).toEqual({ stored: toBase64url(first.bytes), writes: 0 });
  expect((await bundle.forSealing()).bundle.number).toBe(1);
  served = second.bytes;
  expect((await bundle.refresh()).bundle.number).toBe(2);
  expect(fromBase64url(state.stored)).toEqual(second.bytes);
});

it('nothing is sealed to a bundle older than the peer announced, whatever the relay gives out', async () => {
  const { bundle } = makePeerBundle(() => first.bytes, 2);
  await expect(bundle.renew()).rejects.toMatchObject({ code: 'bundle-rollback' });
  await expect(bundle.forSealing()).rejects.toMatchObject({ code: 'unavailable' });
});
