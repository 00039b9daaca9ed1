import { TestNetwork, type TestPeer } from '../../../src/client/testing/test-network.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { randomFrom } from '../../../src/protocol/testing/random-from.ts';
import type { Observation } from './classifier.ts';
import { SealedTypes } from './sealed-types.ts';

/**
 * The actions of two people, and the faults that happen to them; each number is a share of all
 * steps.
 */
const GOES_OFFLINE = 0.02;
const COMES_BACK = 0.3;
const RELOAD = 0.002;
const RELAY_FORGETS = 0.005;
/** Share of envelopes that the relay loses. */
const LOST = 0.03;
const READ = 0.2;
/**
 * Each of a reaction, a text, and one that is typed and not sent. Several in one step share a receipt, of
 * which there would otherwise be more than of all other types.
 */
const ACTS = 0.9;
const EMOJI = ['👍', '❤️', '😂', '🎉', '🙏', ''];
/** A reaction is to the last of so many entries. */
const RECENT = 5;
const LONGEST_PAUSE_MS = 20_000;

/** Two people who talk, with a network that fails now and then. */
class Talk {
  readonly network: TestNetwork;
  readonly #random: () => number;

  constructor(network: TestNetwork, random: () => number) {
    this.network = network;
    this.#random = random;
  }

  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) await this.#step();
    for (const person of this.#people) person.setOnline(true);
    await this.#carry();
  }

  get #people(): readonly TestPeer[] {
    return [this.network.alice, this.network.bob];
  }

  #happens(share: number): boolean {
    return this.#random() < share;
  }

  #either(): TestPeer {
    return this.#happens(0.5) ? this.network.alice : this.network.bob;
  }

  #with(me: TestPeer) {
    return me.people.of((me === this.network.alice ? this.network.bob : this.network.alice).id);
  }

  async #step(): Promise<void> {
    const { network } = this;
    for (const person of this.#people) {
      if (this.#happens(person.isOnline ? GOES_OFFLINE : COMES_BACK)) {
        person.setOnline(!person.isOnline);
      }
    }
    if (this.#happens(RELOAD)) await this.#reload(this.#either());
    if (this.#happens(RELAY_FORGETS)) network.inTransit.length = 0;
    for (const act of this.#inAnyOrder()) if (this.#happens(ACTS)) await act(this.#either());
    await this.#carry();
    if (this.#happens(READ)) await this.#with(this.#either()).markRead();
    network.clock.advance(Math.floor(this.#random() * LONGEST_PAUSE_MS));
    await this.#carry();
  }

  /** Reloads the page; the relay reports that the other is online. */
  async #reload(me: TestPeer): Promise<void> {
    await me.load();
    const other = me === this.network.alice ? this.network.bob : this.network.alice;
    this.#with(me).notePresence({ name: other.name, online: true, since: 0 });
  }

  /** Random, so that no type is more often the first of a chain. */
  #inAnyOrder(): readonly ((me: TestPeer) => Promise<void>)[] {
    const acts = [
      (me: TestPeer) => this.#react(me),
      async (me: TestPeer) => void (await this.#with(me).sendText(this.#text())),
      async (me: TestPeer) => this.#with(me).type(this.#text()),
    ];
    return acts
      .map((act) => ({ act, place: this.#random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ act }) => act);
  }

  #text(): string {
    return 'x'.repeat(1 + Math.floor(this.#random() * 60));
  }

  /** Reacts to a recent message. */
  async #react(me: TestPeer): Promise<void> {
    const conversation = this.#with(me);
    const recent = await conversation.timeline.read({ last: RECENT });
    const [ref] = recent.flatMap((each) => each.ref ?? []).slice(-1);
    const emoji = EMOJI[Math.floor(this.#random() * EMOJI.length)] ?? '';
    if (ref !== undefined) await conversation.actions.react(ref, emoji);
  }

  /** Delivers what is in transit to those who are online. */
  async #carry(): Promise<void> {
    const { network } = this;
    await network.settle();
    for (;;) {
      const isHere = ({ to }: { to: string }): boolean =>
        this.#people.some(({ id, isOnline }) => isOnline && id === to);
      const next = network.inTransit.findIndex(isHere);
      if (next < 0) break;
      for (const sent of network.inTransit.splice(next, 1)) {
        if (!this.#happens(LOST)) await network.deliver(sent);
      }
      await network.settle();
    }
    network.clock.advance(250);
    await network.settle();
  }
}

/**
 * The envelopes of a conversation of a number of steps, sent once each, with the record types
 * that they seal.
 */
export async function labelledCapture(seed: number, steps: number): Promise<Observation[]> {
  const sealed = new SealedTypes();
  try {
    const network = await TestNetwork.open();
    await network.agree();
    const { length } = network.recorded;
    await new Talk(network, randomFrom(seed)).run(steps);
    const envelopes = network.recorded.slice(length).map(({ envelope }) => envelope);
    const decoded = envelopes.map((envelope) => ({
      size: envelope.length,
      ...decodeEnvelope(envelope),
    }));
    const times = new Map<string, number>();
    for (const { id } of decoded) {
      times.set(toBase64url(id), (times.get(toBase64url(id)) ?? 0) + 1);
    }
    return decoded
      .filter(({ id }) => times.get(toBase64url(id)) === 1)
      .map(({ size, offer, n, ciphertext }) => ({
        size,
        n,
        hasOffer: offer !== undefined,
        type: sealed.of(ciphertext),
      }));
  } finally {
    sealed.stop();
  }
}
