import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { FILE_MAX_BYTES } from '../../protocol/limits.ts';
import type { Relay } from '../client-context.ts';
import { Conversations } from '../conversation/conversations.ts';
import { OfferLimits } from '../inbound/offer-limits.ts';
import { StrangerLimits } from '../inbound/stranger-limits.ts';
import { type FreshKeys, makeFreshKeys, Profile } from '../keys/profile.ts';
import { Settings } from '../storage/settings.ts';
import type { ChatChange, MessageView, PersonId } from '../views.ts';
import { FaultyStorage } from './faulty-storage.ts';
import type { TestNetwork } from './test-network.ts';

/** One of two people: the real client core over a test network instead of a relay. */
export class TestPeer implements Relay {
  storage = new FaultyStorage();
  /** Whether the relay can be reached. A reload finds the network again. */
  isOnline = true;
  /** How far this person's clock is ahead of the relay's. There is one clock here, which both use. */
  readonly clockSkew = 0;
  readonly changes: ChatChange[] = [];
  /** Whose bundles it has asked the relay for. */
  readonly fetched: PersonId[] = [];
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
    await this.stop();
    this.storage = storage;
    await this.load();
  }

  /** Ends all timers. */
  async stop(): Promise<void> {
    await this.#conversations?.stop();
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
    await this.stop();
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
    const peer = toBase64url(identity);
    this.fetched.push(peer);
    return this.#network.bundleOf(peer);
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
