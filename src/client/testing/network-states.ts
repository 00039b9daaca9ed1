import type { Profile } from '../keys/profile.ts';
import type { PersonId } from '../views.ts';
import type { FaultyStorage } from './faulty-storage.ts';
import type { TransitEnvelope } from './test-network.ts';

/**
 * States of test networks in which nothing is in transit. To agree on keys takes ten times as long as to read what was
 * stored then, so tests of one file that begin alike share two pairs of people. All of them begin with a reload.
 */

/** What both people have stored, and what the network and its clock know. */
export interface NetworkState {
  readonly alice: FaultyStorage;
  readonly bob: FaultyStorage;
  readonly time: number;
  readonly recorded: readonly TransitEnvelope[];
  readonly sealings: ReadonlyMap<string, string>;
  readonly bundles: ReadonlyMap<PersonId, Profile['bundle']>;
  readonly keysTaken: number;
}

/** Two people, and the states that they are known to reach. */
export class TestPair {
  readonly isAliceFirst: boolean;
  readonly opened: NetworkState;
  readonly #reached = new Map<string, NetworkState>();

  /** @param isAliceFirst whether Alice's identity comes before Bob's, which decides ties */
  constructor(isAliceFirst: boolean, opened: NetworkState) {
    this.isAliceFirst = isAliceFirst;
    this.opened = opened;
  }

  /** The state that something leads to, which is done only once. */
  async reach(name: string, act: () => Promise<NetworkState>): Promise<NetworkState> {
    const state = this.#reached.get(name) ?? (await act());
    this.#reached.set(name, state);
    return state;
  }
}

const pairs: TestPair[] = [];
let uses = 0;

/** The pairs of this file in turn: of one Alice's identity comes first, of the other Bob's. */
export async function nextPair(create: () => Promise<TestPair>): Promise<TestPair> {
  while (pairs.length <= uses % 2) {
    const pair = await create();
    if (pairs.every(({ isAliceFirst }) => isAliceFirst !== pair.isAliceFirst)) pairs.push(pair);
  }
  return pairs[uses++ % 2] as TestPair;
}
