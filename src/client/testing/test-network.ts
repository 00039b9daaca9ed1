import { setImmediate as turn } from 'node:timers/promises';
import { SealingKeys } from '../../crypto/testing/sealing-keys.ts';
import { type Bytes, equal, toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Lane } from '../../protocol/events.ts';
import type { Profile } from '../keys/profile.ts';
import type { PersonId } from '../views.ts';
import { ManualClock } from './manual-clock.ts';
import { type NetworkState, nextPair, TestPair } from './network-states.ts';
import { TestPeer } from './test-peer.ts';

export type { TestPeer } from './test-peer.ts';

type OwnBundle = Profile['bundle'];

/** An envelope in transit between two people. */
export interface TransitEnvelope {
  readonly to: PersonId;
  readonly from: PersonId;
  readonly envelope: Bytes;
  /** The token that the relay would see. */
  readonly token?: Bytes | undefined;
}

/** Two people, and a network that can lose, duplicate, delay and reorder their envelopes. */
export class TestNetwork {
  readonly clock = new ManualClock();
  /** No two bundles of one network share a sealing key; another network uses the same ones again. */
  readonly sealingKeys = new SealingKeys();
  /** Envelopes that were sent and not delivered. */
  readonly inTransit: TransitEnvelope[] = [];
  /** Every envelope that was ever sent, as an eavesdropper captures it. */
  readonly recorded: TransitEnvelope[] = [];
  /** Whether it rejects everything. */
  isDown = false;
  readonly #sealings = new Map<string, string>();
  readonly #bundles = new Map<PersonId, OwnBundle>();
  /** The two people, if other tests use them too. */
  #pair: TestPair | undefined;
  /** What was true when the pair was last in a known state. */
  #known = '';
  readonly alice = new TestPeer(this);
  readonly bob = new TestPeer(this);

  /**
   * Opens a network with two people who know of each other: new ones if a storage is cut, else a pair that other tests
   * of the file use too.
   * @param cuts after how many commits each storage is cut
   */
  static async open(cuts?: { alice?: number; bob?: number }): Promise<TestNetwork> {
    if (cuts !== undefined) return TestNetwork.#begin(cuts);
    const network = new TestNetwork();
    network.#pair = await nextPair(async () => {
      const first = await TestNetwork.#begin({});
      return new TestPair(first.alice.id < first.bob.id, await first.#end());
    });
    await network.#restore(network.#pair.opened);
    return network;
  }

  static async #begin(cuts: { alice?: number; bob?: number }): Promise<TestNetwork> {
    const network = new TestNetwork();
    network.alice.storage.commitsLeft = cuts.alice ?? Infinity;
    network.bob.storage.commitsLeft = cuts.bob ?? Infinity;
    await Promise.all([network.alice.create('alice'), network.bob.create('bob')]);
    network.introduce();
    return network;
  }

  /** Does what a pair usually begins with: once, as long as nothing else happens before. */
  async begin(name: string, act: () => Promise<void>): Promise<void> {
    const pair = this.#known === this.#seen ? this.#pair : undefined;
    this.#pair = undefined;
    if (pair === undefined) return act();
    const state = await pair.reach(name, async () => {
      await act();
      return this.#end();
    });
    await this.#restore(state);
  }

  /** Everything that a test may have done. */
  get #seen(): string {
    const { clock, inTransit, recorded, isDown } = this;
    const people = [this.alice, this.bob].map(({ storage, isOnline, fileMaxBytes }) => {
      const { commits, breaksNext, commitsLeft, capacity } = storage;
      return [isOnline, fileMaxBytes, commits.length, breaksNext, commitsLeft, capacity];
    });
    return [clock.now(), inTransit.length, recorded.length, isDown, people].join();
  }

  /** Ends all work. @returns the state that it leaves */
  async #end(): Promise<NetworkState> {
    await Promise.all([this.alice.stop(), this.bob.stop()]);
    return {
      alice: await this.alice.storage.copy(),
      bob: await this.bob.storage.copy(),
      time: this.clock.now(),
      recorded: [...this.recorded],
      sealings: new Map(this.#sealings),
      bundles: new Map(this.#bundles),
      keysTaken: this.sealingKeys.taken,
    };
  }

  async #restore(state: NetworkState): Promise<void> {
    await Promise.all([this.alice.stop(), this.bob.stop()]);
    this.clock.set(state.time);
    this.recorded.splice(0, Infinity, ...state.recorded);
    for (const [place, id] of state.sealings) this.#sealings.set(place, id);
    for (const [person, bundle] of state.bundles) this.#bundles.set(person, bundle);
    while (this.sealingKeys.taken < state.keysTaken) this.sealingKeys.reserve();
    await this.alice.use(await state.alice.copy());
    await this.bob.use(await state.bob.copy());
    this.introduce();
    for (const [me, { id, name }] of this.#directions) {
      me.people.of(id).notePresence({ name, online: true, since: 0 });
    }
    await this.settle();
    for (const { changes } of [this.alice, this.bob]) changes.length = 0;
    this.#known = this.#seen;
  }

  /** Takes an envelope. Two records must never be sealed with one message key. */
  post(sent: TransitEnvelope): void {
    if (this.isDown) throw new ChatError('unavailable');
    const { chainId, n, id } = decodeEnvelope(sent.envelope);
    const place = `${toBase64url(chainId)}/${n}`;
    const sealing = this.#sealings.get(place) ?? toBase64url(id);
    if (sealing !== toBase64url(id)) throw new TypeError(`two records were sealed at ${place}`);
    this.#sealings.set(place, sealing);
    this.inTransit.push(sent);
    this.recorded.push(sent);
  }

  /** How many message keys sealed an envelope that was sent. */
  get keysUsed(): number {
    return this.#sealings.size;
  }

  /** Both people, each with the other. */
  get #directions(): readonly (readonly [TestPeer, TestPeer])[] {
    return [
      [this.alice, this.bob],
      [this.bob, this.alice],
    ];
  }

  introduce(): void {
    for (const [me, { id, name }] of this.#directions) {
      me.people.meet({ peer: id, name, since: 0 });
    }
  }

  takes(person: PersonId, { number, digest }: OwnBundle): boolean {
    const known = this.#bundles.get(person);
    if (known === undefined || known.number < number) return true;
    return known.number === number && equal(known.digest, digest);
  }

  publish(person: PersonId, bundle: OwnBundle): void {
    if (this.takes(person, bundle)) this.#bundles.set(person, bundle);
  }

  bundleOf(person: PersonId): Bytes {
    const bundle = this.#bundles.get(person);
    if (bundle === undefined) throw new ChatError('person-unknown');
    return bundle.bytes;
  }

  /** Delivers an envelope. Returns false when the receiver could not store it. */
  async deliver({ to, from, envelope }: TransitEnvelope, lane?: Lane): Promise<boolean> {
    return this.#deliver(to, from, [envelope], lane);
  }

  async #deliver(
    to: PersonId,
    from: PersonId,
    envelopes: readonly Bytes[],
    lane?: Lane,
  ): Promise<boolean> {
    const receiver = this.alice.id === to ? this.alice : this.bob;
    try {
      await receiver.people.receive(from, envelopes, lane);
      return true;
    } catch (error) {
      if (error instanceof ChatError) return false;
      throw error;
    }
  }

  /** Waits until both peers are idle. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      const before = this.inTransit.length;
      for (const [me, you] of this.#directions) {
        await me.people.get(you.id)?.idle();
      }
      await turn();
      quiet = this.inTransit.length === before ? quiet + 1 : 0;
    }
  }

  /** Both write to each other, and so accept each other; everything arrives. */
  agree(): Promise<void> {
    return this.begin('agreed', () => this.#agree());
  }

  async #agree(): Promise<void> {
    for (const [me, you] of this.#directions) {
      await me.people.of(you.id).sendText('hello');
      await this.settle();
    }
    await this.heal();
  }

  /**
   * Delivers everything in order and lets time pass, by default a day, until nothing is in transit.
   * @param atOnce how many envelopes a delivery may contain, as from a mailbox
   */
  async heal(roundMs = 2 * 3_600_000, atOnce = 1): Promise<void> {
    for (let round = 0; round < 12; round++) {
      this.clock.advance(round === 0 ? 1000 : roundMs);
      await this.settle();
      while (this.inTransit.length > 0) {
        const next = this.inTransit.splice(0, atOnce);
        for (const [me, { id }] of this.#directions) {
          const received = next.filter(({ to }) => to === me.id).map(({ envelope }) => envelope);
          if (received.length > 0) await this.#deliver(me.id, id, received);
        }
        await this.settle();
        if (this.inTransit.length === 0) this.clock.advance(1000);
        await this.settle();
      }
    }
  }
}
