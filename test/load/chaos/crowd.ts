import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { befriend } from '../../../src/client/testing/chat-driver.ts';
import type { MessageView } from '../../../src/client/views.ts';
import { Member } from './member.ts';

/** One direction between two friends. */
interface Talk {
  readonly from: Member;
  readonly to: Member;
  /** How many messages were sent. */
  said: number;
  /** Ids of the messages that the receiver has acknowledged. */
  readonly delivered: Set<string>;
}

/** The outcome of a conversation that differs from what was sent. */
export interface Fault {
  readonly from: string;
  readonly to: string;
  readonly problem: string;
}

/** The message request that everybody sends to a neighbour. */
const GREETING = 'hello';
/**
 * How many messages are sent in one burst, and the pause after they are acknowledged, ms. Faster
 * conversations would need more than the ten new chains a minute that a client opens for one peer.
 */
const BREATH = 8;
const PAUSE_MS = 2_000;

/** People in a ring, each talking to both neighbours at the same time. */
export class Crowd {
  readonly members: readonly Member[];
  readonly #talks: readonly Talk[];
  readonly #texts: number;
  #steps = 0;
  readonly #progress = new EventEmitter().setMaxListeners(0);

  /** @param texts how many messages each sends to each neighbour */
  constructor(size: number, texts: number, address: string) {
    const onDelivered = (from: Member, { peer, id, kind, text }: MessageView): void => {
      if (kind !== 'text' || text === GREETING) return;
      this.#talks
        .find((talk) => talk.from === from && talk.to.driver.id === peer)
        ?.delivered.add(id);
      this.#step();
    };
    this.#texts = texts;
    this.members = Array.from(
      { length: size },
      (_, index) => new Member(`member ${index}`, address, onDelivered),
    );
    this.#talks = this.#pairs().flatMap(([one, other]) => [
      { from: one, to: other, said: 0, delivered: new Set<string>() },
      { from: other, to: one, said: 0, delivered: new Set<string>() },
    ]);
  }

  /** Everybody signs in and accepts both neighbours. */
  async gather(): Promise<void> {
    await Promise.all(this.members.map((member) => member.enter()));
    await Promise.all(
      this.#pairs().map(([one, other]) => befriend(one.driver, other.driver, GREETING)),
    );
  }

  /** Messages that were sent and not acknowledged. */
  get inFlight(): number {
    return this.#talks.reduce((sum, { said, delivered }) => sum + said - delivered.size, 0);
  }

  get delivered(): number {
    return this.#talks.reduce((sum, { delivered }) => sum + delivered.size, 0);
  }

  get total(): number {
    return this.#talks.length * this.#texts;
  }

  /** Whether nobody says anything more before the one who is asleep wakes up. */
  get isStill(): boolean {
    return this.#talks.every(({ from, to, said, delivered }) => {
      const isWaiting = to.isAsleep && said % BREATH === 0 && said > delivered.size;
      return from.isAsleep || isWaiting || said === this.#texts;
    });
  }

  /** Sends everything; resolves when everything is acknowledged. */
  async talk(): Promise<void> {
    await Promise.all(this.#talks.map((talk) => this.#say(talk)));
    await this.until(() => this.inFlight === 0);
  }

  /** Resolves once a condition holds; checked whenever a message was sent or acknowledged. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const steps = this.#steps;
      if (await isSo()) return;
      if (steps === this.#steps) await once(this.#progress, 'progress');
    }
  }

  /** Conversations in which a message is missing, duplicated or out of order. */
  async faults(): Promise<readonly Fault[]> {
    const found = await Promise.all(this.#talks.map((talk) => this.#faultOf(talk)));
    return found.filter((fault) => fault !== undefined);
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map(({ driver }) => driver.close()));
  }

  #step(): void {
    this.#steps++;
    this.#progress.emit('progress');
  }

  async #say(talk: Talk): Promise<void> {
    for (let text = 1; text <= this.#texts; text++) {
      if (text % BREATH === 1) await this.#breathe(talk);
      await this.until(() => !talk.from.isAsleep);
      talk.said++;
      await talk.from.say(talk.to, `${text}`);
      this.#step();
    }
  }

  async #breathe({ said, delivered }: Talk): Promise<void> {
    await this.until(() => delivered.size === said);
    await pause(PAUSE_MS);
  }

  async #faultOf({ from, to }: Talk): Promise<Fault | undefined> {
    const texts = (await to.driver.timeline(from.driver))
      .filter(({ mine, kind, text }) => !mine && kind === 'text' && text !== GREETING)
      .map(({ text }) => text);
    const said = Array.from({ length: this.#texts }, (_, index) => `${index + 1}`);
    const wrong = texts.findIndex((text, index) => text !== said[index]);
    if (wrong === -1 && texts.length === said.length) return undefined;
    const problem = `${texts.length} of ${said.length} texts, the first wrong one at ${wrong}`;
    return { from: from.driver.name, to: to.driver.name, problem };
  }

  #pairs(): readonly (readonly [Member, Member])[] {
    return this.members.map((member, index) => {
      const next = this.members[(index + 1) % this.members.length];
      if (next === undefined) throw new RangeError('an empty ring');
      return [member, next];
    });
  }
}
