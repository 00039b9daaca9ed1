import { setTimeout as pause } from 'node:timers/promises';
import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';

const GREETING = 'hello';
/** The number of lines that every client is asked for. */
const ALL_LINES = 1_000_000;

/** One direction between two people: what was sent, and what of it was acknowledged. */
class Direction {
  readonly from: ChatDriver;
  readonly to: ChatDriver;
  said = 0;
  readonly delivered = new Set<string>();

  constructor(from: ChatDriver, to: ChatDriver) {
    this.from = from;
    this.to = to;
  }

  /** Counts what the receiver acknowledges. */
  listen(): void {
    const peer = this.to.id;
    this.from.chat.onChange((change) => {
      if (change.kind !== 'message') return;
      const { message } = change;
      const { mine, kind, state, text } = message;
      if (message.peer !== peer || !mine || kind !== 'text' || state !== 'delivered') return;
      if (text !== GREETING) this.delivered.add(message.id);
    });
  }

  async say(): Promise<void> {
    await this.from.chat.sendText(this.to.id, `${++this.said}`);
  }

  /** The problem with the receiver's messages, if there is one. */
  async problem(): Promise<string | undefined> {
    const lines = await this.to.chat.messages(this.from.id, { last: ALL_LINES });
    const texts = lines
      .filter(({ mine, kind, text }) => !mine && kind === 'text' && text !== GREETING)
      .map(({ text }) => text);
    const wrong = texts.findIndex((text, index) => text !== `${index + 1}`);
    if (wrong === -1 && texts.length === this.said) return undefined;
    const where = wrong === -1 ? '' : `, the first wrong one at ${wrong}`;
    return `${this.from.name} → ${this.to.name}: ${texts.length} of ${this.said} texts${where}`;
  }
}

/**
 * A steady load: pairs who talk at a fixed rate, and a few people who connect and disconnect all
 * the time.
 */
export class Traffic {
  readonly #directions: readonly Direction[];
  readonly #passers: readonly ChatDriver[];
  #running: Promise<unknown> = Promise.resolve();
  #wanted = true;
  #visits = 0;

  constructor(pairs: number, passers: number, address: string) {
    const person = (name: string): ChatDriver => new ChatDriver(name, address);
    this.#directions = Array.from({ length: pairs }, (_, pair) => {
      const [one, other] = [person(`left ${pair}`), person(`right ${pair}`)];
      return [new Direction(one, other), new Direction(other, one)];
    }).flat();
    this.#passers = Array.from({ length: passers }, (_, index) => person(`passer ${index}`));
  }

  /** Everybody signs in, and pairs accept each other. */
  async gather(): Promise<void> {
    for (const { from } of this.#directions) await from.enter();
    for (const passer of this.#passers) await passer.enter();
    for (const [index, direction] of this.#directions.entries()) {
      if (index % 2 === 0) await befriend(direction.from, direction.to, GREETING);
    }
    for (const direction of this.#directions) direction.listen();
  }

  /**
   * Starts the load. @param everyMs how often each person sends a message, and each passer
   * reconnects
   */
  start(everyMs: number): void {
    this.#running = Promise.all([
      ...this.#directions.map((direction) => this.#repeat(everyMs, () => direction.say())),
      ...this.#passers.map((passer) => this.#repeat(everyMs, () => this.#pass(passer))),
    ]);
  }

  get said(): number {
    return this.#directions.reduce((sum, { said }) => sum + said, 0);
  }

  get delivered(): number {
    return this.#directions.reduce((sum, { delivered }) => sum + delivered.size, 0);
  }

  /** How often somebody reconnected. */
  get visits(): number {
    return this.#visits;
  }

  /** Stops the load; resolves when everything is acknowledged. */
  async stop(): Promise<void> {
    this.#wanted = false;
    await this.#running;
    await Promise.all(
      this.#directions.map((direction) =>
        direction.from.until(() => direction.delivered.size === direction.said),
      ),
    );
  }

  /** What was lost, doubled or out of order. */
  async problems(): Promise<readonly string[]> {
    const found = await Promise.all(this.#directions.map((direction) => direction.problem()));
    return found.filter((problem) => problem !== undefined);
  }

  async close(): Promise<void> {
    this.#wanted = false;
    const people = [...this.#directions.map(({ from }) => from), ...this.#passers];
    await Promise.all(people.map((person) => person.close()));
  }

  async #repeat(everyMs: number, task: () => Promise<void>): Promise<void> {
    while (this.#wanted) {
      const [start, spread] = [performance.now(), 0.5 + Math.random()];
      await task();
      await pause(Math.max(0, everyMs * spread - (performance.now() - start)));
    }
  }

  /** Disconnects without signing out, reconnects and opens the lobby. */
  async #pass(passer: ChatDriver): Promise<void> {
    await passer.reload();
    await passer.until(({ connection }) => connection.kind === 'online');
    await passer.chat.lobby.open('');
    await passer.until(({ lobby }) => lobby.view !== undefined && lobby.view.total > 0);
    this.#visits++;
  }
}
