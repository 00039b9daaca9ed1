import { befriend } from '../../../src/client/testing/chat-driver.ts';
import {
  acceptFile,
  fileOf,
  hasFile,
  randomContent,
  sendFile,
} from '../../../src/client/testing/driven-files.ts';
import { RestartableRelay } from '../../../src/client/testing/relay.ts';
import type { MessageRef } from '../../../src/client/views.ts';
import type { Bytes } from '../../../src/protocol/bytes.ts';
import { ChatError } from '../../../src/protocol/errors.ts';
import { SealedTypes } from '../../support/capture/sealed-types.ts';
import { Fleet } from '../../support/pods/fleet.ts';
import { RedisServer } from '../../support/redis/redis-server.ts';
import { StoppablePage } from './stoppable-page.ts';

export interface FileChaosReport {
  /** What a page was stopped after, in order. */
  readonly stops: readonly string[];
  /** Moments of other kinds, at which no page was stopped. */
  readonly missed: readonly string[];
  readonly kills: number;
  readonly isWhole: boolean;
  /** Texts that arrived, and those that were sent. */
  readonly texts: readonly [number, number];
  readonly seconds: number;
}

/** What relays a file, and how it is killed. */
interface Relays {
  readonly address: string;
  /** Kills part of it and starts that again. */
  kill(time: number): Promise<void>;
  stop(): Promise<void>;
}

/** How often relays are killed during a transfer. */
const KILLS = 4;
/** The shares of a transfer between two stops, and two texts. */
const STOP_SHARE = 1 / 25;
const TEXT_SHARE = 1 / 50;
/** Who seals records of a type; the receiver writes nothing. */
const SENDERS_TYPES = new Set(['file-part', 'text']);

/** One relay with its store in memory, which loses everything with each kill. */
export async function oneRelay(): Promise<Relays> {
  const relay = new RestartableRelay();
  await relay.start();
  return {
    address: relay.address,
    kill: async () => {
      await relay.die();
      await relay.start();
    },
    stop: () => relay.die(),
  };
}

/** Two pods on one Redis. Each is killed in turn, and so is Redis, which comes back empty. */
export async function twoPods(): Promise<Relays> {
  const redis = await RedisServer.start();
  const fleet = await Fleet.start({ redisUrl: redis.url, pods: 2 });
  return {
    address: fleet.line.address,
    kill: async (time) => {
      const [pod] = fleet.pods;
      if (time % 3 === 2 || pod === undefined) {
        await redis.kill();
        await redis.boot();
        return;
      }
      await fleet.remove(pod, 'SIGKILL');
      await fleet.add();
    },
    stop: async () => {
      await fleet.stop();
      await redis.stop();
    },
  };
}

/** The transfer of one file, during which pages are stopped after everything that happens, and relays are killed. */
class FileChaos {
  readonly #relays: Relays;
  readonly #pages: { readonly alice: StoppablePage; readonly bob: StoppablePage };
  readonly #content: Bytes;
  readonly #log: (line: string) => void;
  readonly #stops = new Set<string>();
  readonly #seen = new Set<string>();
  /** The share that had arrived at the last stop and the last text. */
  #stoppedAt = 0;
  #share = 0;
  #texts = 0;
  #kills = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #isChecking = false;
  #isChanged = false;
  #isOver = false;
  #onComplete: () => void = () => {};

  constructor(relays: Relays, content: Bytes, log: (line: string) => void) {
    this.#relays = relays;
    this.#content = content;
    this.#log = log;
    this.#pages = {
      alice: new StoppablePage('alice', relays.address),
      bob: new StoppablePage('bob', relays.address),
    };
  }

  async run(): Promise<FileChaosReport> {
    const { alice, bob } = this.#pages;
    await Promise.all([alice.driver.enter(), bob.driver.enter()]);
    await befriend(alice.driver, bob.driver);
    const ref = await sendFile(alice.driver, bob.driver, this.#content);
    await acceptFile(bob.driver, alice.driver, ref);
    const sealed = new SealedTypes((type) => this.#noteSealed(type));
    const start = performance.now();
    try {
      await this.#transfer(ref);
    } finally {
      sealed.stop();
    }
    const seconds = (performance.now() - start) / 1000;
    this.#isOver = true;
    await this.#turn;
    await Promise.all([alice.idle(), bob.idle()]);
    const isWhole = await hasFile(bob.driver, alice.driver, ref, this.#content);
    const sent = await this.#textsOf(alice, bob);
    await bob.driver.until(async () => (await this.#textsOf(bob, alice)) >= sent);
    return {
      stops: [...this.#stops],
      missed: [...this.#seen].filter((kind) => !this.#stops.has(kind)),
      kills: this.#kills,
      isWhole,
      texts: [await this.#textsOf(bob, alice), sent],
      seconds,
    };
  }

  async close(): Promise<void> {
    this.#isOver = true;
    const { alice, bob } = this.#pages;
    await Promise.all([alice.driver.close(), bob.driver.close()]);
  }

  /** The texts that one of the two sees. */
  async #textsOf(who: StoppablePage, other: StoppablePage): Promise<number> {
    const texts = await who.driver.texts(other.driver);
    return texts.filter((text) => text.startsWith('text ')).length;
  }

  #transfer(ref: MessageRef): Promise<void> {
    const { alice, bob } = this.#pages;
    const complete = new Promise<void>((resolve) => {
      this.#onComplete = resolve;
    });
    const check = (): void => void this.#check(ref);
    alice.watch((kind) => this.#isDue(`alice: write: ${kind}`), check);
    bob.watch((kind) => this.#isDue(`bob: write: ${kind}`), check);
    check();
    return complete;
  }

  #noteSealed(type: string): void {
    const name = SENDERS_TYPES.has(type) ? 'alice' : 'bob';
    if (this.#isDue(`${name}: message: ${type}`)) this.#pages[name].stop();
  }

  /** Whether a page is stopped now: once for each kind of moment, and never twice at the same part of the file. */
  #isDue(moment: string): boolean {
    if (this.#isOver) return false;
    this.#seen.add(moment);
    const { alice, bob } = this.#pages;
    const isEarly = this.#share < this.#stoppedAt + STOP_SHARE || !alice.isOpen || !bob.isOpen;
    if (this.#stops.has(moment) || isEarly) return false;
    this.#stops.add(moment);
    this.#stoppedAt = this.#share;
    this.#log(`${(this.#share * 100).toFixed(0).padStart(3)} %  stopped after ${moment}`);
    return true;
  }

  /** Looks at the file. What changes meanwhile is looked at afterwards. */
  async #check(ref: MessageRef): Promise<void> {
    this.#isChanged = true;
    if (this.#isChecking || this.#isOver) return;
    this.#isChecking = true;
    try {
      while (this.#isChanged && this.#pages.bob.isOpen && !this.#isOver) {
        this.#isChanged = false;
        await this.#look(ref);
      }
    } catch (error) {
      // A page that was stopped meanwhile looks again when it is open.
      if (!(error instanceof ChatError) || this.#pages.bob.isOpen) throw error;
    } finally {
      this.#isChecking = false;
    }
  }

  async #look(ref: MessageRef): Promise<void> {
    const { alice, bob } = this.#pages;
    const file = await fileOf(bob.driver, alice.driver, ref);
    this.#share = (file?.transferred ?? 0) / this.#content.length;
    if (file?.state === 'complete') this.#onComplete();
    if (this.#share > (this.#kills + 0.5) / KILLS && this.#kills < KILLS) this.#kill();
    if (this.#share > this.#texts * TEXT_SHARE && alice.isOpen) await this.#write();
  }

  #kill(): void {
    const time = this.#kills++;
    this.#log(`${(this.#share * 100).toFixed(0).padStart(3)} %  relay killed`);
    this.#turn = this.#turn.then(() => this.#relays.kill(time));
  }

  /** A text that is not stored when the page is stopped was not sent. */
  async #write(): Promise<void> {
    const { alice, bob } = this.#pages;
    try {
      await alice.driver.chat.sendText(bob.driver.id, `text ${this.#texts++}`);
    } catch (error) {
      if (!(error instanceof ChatError) || alice.isOpen) throw error;
    }
  }
}

/** Transfers a file of so many bytes while everything breaks. */
export async function runFileChaos(
  open: () => Promise<Relays>,
  bytes: number,
  log: (line: string) => void,
): Promise<FileChaosReport> {
  const relays = await open();
  const chaos = new FileChaos(relays, randomContent(bytes), log);
  try {
    return await chaos.run();
  } finally {
    await chaos.close();
    await relays.stop();
  }
}
