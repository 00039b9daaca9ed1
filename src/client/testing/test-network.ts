import { setImmediate as turn } from 'node:timers/promises';
import { SealingKeys } from '../../crypto/testing/sealing-keys.ts';
import { type Bytes, equal, toBase64url } from '../../protocol/bytes.ts';
import { decodeEnvelope } from '../../protocol/envelope.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Lane } from '../../protocol/events.ts';
import { FILE_MAX_BYTES } from '../../protocol/limits.ts';
import type { Relay } from '../client-context.ts';
import { Conversations } from '../conversation/conversations.ts';
import { OfferLimits } from '../inbound/offer-limits.ts';
import { StrangerLimits } from '../inbound/stranger-limits.ts';
import { type FreshKeys, makeFreshKeys, Profile } from '../keys/profile.ts';
import { Settings } from '../storage/settings.ts';
import type { ChatChange, MessageView, PersonId } from '../views.ts';
import { FaultyStorage } from './faulty-storage.ts';
import { ManualClock } from './manual-clock.ts';

type OwnBundle = Profile['bundle'];

/** An envelope in transit between two people. */
export interface TransitEnvelope {
  readonly to: PersonId;
  readonly from: PersonId;
  readonly envelope: Bytes;
  /** The token that the relay would see. */
  readonly token?: Bytes | undefined;
}

/** One of two people: the real client core over a test network instead of a relay. */
export class TestPeer implements Relay {
  storage = new FaultyStorage();
  /** Whether the relay can be reached. A reload finds the network again. */
  isOnline = true;
  /** How far this person's clock is ahead of the relay's. There is one clock here, which both use. */
  readonly clockSkew = 0;
  readonly changes: ChatChange[] = [];
  readonly settings = new Settings();
  fileMaxBytes = FILE_MAX_BYTES;
  /** How many offers exceeded the limits of this peer. */
  refusedOffers = 0;
  readonly #offers = new OfferLimits();
  readonly #network: TestNetwork;
  #profile!: Profile;
  #conversations!: Conversations;

  constructor(network: TestNetwork) {
    this.#network = network;
  }

  /** Signs in for the first time, again from what was stored if the storage is cut meanwhile. */
  async create(name: string): Promise<void> {
    const keys = await makeFreshKeys(this.#network.sealingKeys.take);
    try {
      await this.#enter(name, keys);
    } catch (error) {
      if (!this.storage.isCut) throw error;
      this.storage.commitsLeft = Infinity;
      await this.#enter(name, keys);
    }
  }

  async #enter(name: string, keys: FreshKeys): Promise<void> {
    if ((await Profile.load(this.storage)) === undefined) {
      await Profile.create(this.storage, keys, name, this.#network.clock.now());
    }
    await this.load();
  }

  /** Continues with another storage, which is a copy of the profile. */
  async use(storage: FaultyStorage): Promise<void> {
    await this.#conversations.stop();
    this.storage = storage;
    await this.load();
  }

  get id(): PersonId {
    return toBase64url(this.#profile.identity.public);
  }

  get name(): string {
    return this.#profile.name;
  }

  get people(): Conversations {
    return this.#conversations;
  }

  /** Reloads: discards everything in memory and reads what is stored. */
  async load(): Promise<void> {
    await this.#conversations?.stop();
    this.isOnline = true;
    const profile = await Profile.load(this.storage);
    if (profile === undefined) throw new TypeError('the profile is gone');
    this.#profile = profile;
    await this.settings.load(profile.rows);
    await this.#signIn();
    this.#conversations = await Conversations.load(profile.rows, {
      profile,
      clock: this.#network.clock,
      relay: this,
      settings: this.settings,
      offerLimits: { count: (...offer) => this.#countOffer(...offer) },
      strangers: new StrangerLimits(),
      onWatched: () => {},
      publish: (change) => this.changes.push(change),
    });
    this.#conversations.noteOnline();
  }

  async send(to: Bytes, envelope: Bytes, token: Bytes | undefined): Promise<void> {
    if (!this.isOnline) throw new ChatError('connection-lost');
    const copy = envelope.slice();
    this.#network.post({ from: this.id, to: toBase64url(to), envelope: copy, token });
  }

  async fetchBundle(identity: Bytes): Promise<Bytes> {
    return this.#network.bundleOf(toBase64url(identity));
  }

  /** The test network has no directory of names. */
  findHolder(): void {}

  #countOffer(peer: PersonId, isStranger: boolean, now: number): void {
    try {
      this.#offers.count(peer, isStranger, now);
    } catch (error) {
      this.refusedOffers++;
      throw error;
    }
  }

  /**
   * The network keeps the newest bundle, and rejects an older one or a different one of the same
   * number.
   */
  async #signIn(): Promise<void> {
    while (!this.#network.takes(this.id, this.#profile.bundle)) await this.#makeBundle();
    this.#network.publish(this.id, this.#profile.bundle);
    await this.#profile.enter();
  }

  /** Goes offline or online. */
  setOnline(isOnline: boolean): void {
    const isBack = isOnline && !this.isOnline;
    this.isOnline = isOnline;
    if (isBack) this.#conversations.noteOnline();
  }

  /** Rotates the sealing keys. */
  async rotate(): Promise<void> {
    await this.#makeBundle();
    await this.#conversations.forgetChainIds(this.#profile.oldestBundle);
  }

  async #makeBundle(): Promise<void> {
    const { clock, sealingKeys } = this.#network;
    await this.#profile.rotate(this.#profile.name, clock.now(), sealingKeys.take);
    this.#network.publish(this.id, this.#profile.bundle);
  }

  /** The whole timeline of the conversation with the other person. */
  async timeline(other: TestPeer): Promise<readonly MessageView[]> {
    return this.#conversations.of(other.id).timeline.read({ last: 100_000 });
  }
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
  readonly alice = new TestPeer(this);
  readonly bob = new TestPeer(this);

  /**
   * Opens a network with two new people who know of each other.
   * @param cuts after how many commits each storage is cut
   */
  static async open(cuts: { alice?: number; bob?: number } = {}): Promise<TestNetwork> {
    const network = new TestNetwork();
    network.alice.storage.commitsLeft = cuts.alice ?? Infinity;
    network.bob.storage.commitsLeft = cuts.bob ?? Infinity;
    await Promise.all([network.alice.create('alice'), network.bob.create('bob')]);
    network.introduce();
    return network;
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

  introduce(): void {
    const { alice, bob } = this;
    alice.people.meet({ peer: bob.id, name: bob.name, since: 0 });
    bob.people.meet({ peer: alice.id, name: alice.name, since: 0 });
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
    const receiver = this.alice.id === to ? this.alice : this.bob;
    try {
      await receiver.people.receive(from, [envelope], lane);
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
      for (const [me, you] of [
        [this.alice, this.bob],
        [this.bob, this.alice],
      ] as const) {
        await me.people.get(you.id)?.idle();
      }
      await turn();
      quiet = this.inTransit.length === before ? quiet + 1 : 0;
    }
  }

  /** Both write to each other, and so accept each other; everything arrives. */
  async agree(): Promise<void> {
    for (const [me, you] of [
      [this.alice, this.bob],
      [this.bob, this.alice],
    ] as const) {
      await me.people.of(you.id).sendText('hello');
      await this.settle();
    }
    await this.heal();
  }

  /** Delivers everything in order and lets time pass, by default a day, until nothing is in transit. */
  async heal(roundMs = 2 * 3_600_000): Promise<void> {
    for (let round = 0; round < 12; round++) {
      this.clock.advance(round === 0 ? 1000 : roundMs);
      await this.settle();
      while (this.inTransit.length > 0) {
        const [first] = this.inTransit.splice(0, 1);
        if (first !== undefined) await this.deliver(first);
        await this.settle();
        if (this.inTransit.length === 0) this.clock.advance(1000);
        await this.settle();
      }
    }
  }
}
