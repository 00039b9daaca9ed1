import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { TABLES } from '../storage/storage.ts';
import { TestNetwork, type TestPeer } from '../testing/test-network.ts';

useDirectCrypto();

let alice: TestPeer;
let bob: TestPeer;

beforeEach(async () => {
  ({ alice, bob } = await TestNetwork.open());
  await bob.load();
});

afterEach(async () => {
  await Promise.all([alice.stop(), bob.stop()]);
});

/** Bob does not know alice. What she sends him does not open, and he has just begun to process it. */
async function beginToReceive() {
  expect(bob.people.get(alice.id)).toBeUndefined();
  const received = bob.people.receive(alice.id, [new Uint8Array(300)]);
  while (bob.people.get(alice.id) === undefined) await Promise.resolve();
  return { received };
}

/** How many rows bob has about alice. */
async function rowsAboutAlice(): Promise<number> {
  const rows = TABLES.map((table) => bob.storage.list(table, { prefix: alice.id }));
  return (await Promise.all(rows)).flat().length;
}

const PRESENCE = { name: 'alice', online: true, since: 0 };

describe('while something of an unknown person is processed', () => {
  it('their presence is not watched, and what a relay says of it leaves nothing behind', async () => {
    const { received } = await beginToReceive();
    expect(bob.people.peers()).toEqual([]);
    bob.people.notePresence(alice.id, PRESENCE);
    await received;
    expect(bob.fetched).toEqual([]);
    expect(bob.people.get(alice.id)).toBeUndefined();
    expect(await rowsAboutAlice()).toBe(0);
  });

  it('the user may meet them, and then the conversation stays open', async () => {
    const { received } = await beginToReceive();
    const met = bob.people.meet({ peer: alice.id, name: 'alice', since: 0 });
    await received;
    expect(bob.people.get(alice.id)).toBe(met);
    expect(bob.people.peers()).toMatchObject([{ peer: alice.id }]);
    expect(bob.fetched).toEqual([alice.id]);
  });
});

it('the presence of a person whom the user has met brings their newest name', async () => {
  const met = bob.people.meet({ peer: alice.id, name: 'somebody', since: 0 });
  bob.people.notePresence(alice.id, PRESENCE);
  expect(bob.fetched).toEqual([alice.id]);
  while (met.name !== 'alice') await turn();
});
