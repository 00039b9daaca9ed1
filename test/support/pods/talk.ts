import { EventEmitter, once } from 'node:events';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';

/**
 * Sends one message after the other, each as soon as the previous one is delivered, until told to
 * stop.
 */
export class Talk {
  readonly #from: ChatDriver;
  readonly #to: ChatDriver;
  readonly #progress = new EventEmitter();
  #wanted = true;
  #isUnderway = false;
  count = 0;

  /** Two people who have accepted each other and sent one message so far. */
  constructor(from: ChatDriver, to: ChatDriver) {
    this.#from = from;
    this.#to = to;
  }

  /** Resolves when the last message is delivered. */
  async run(): Promise<void> {
    while (this.#wanted) {
      this.#isUnderway = true;
      const { id } = await this.#from.chat.sendText(this.#to.id, `text ${++this.count}`);
      await this.#from.until(async () => {
        const last = (await this.#from.chat.messages(this.#to.id, { last: 1 })).at(-1);
        return last?.id !== id || last.state === 'delivered';
      });
      this.#isUnderway = false;
      this.#progress.emit('delivered');
    }
  }

  /** Resolves when the next message is delivered. */
  async next(): Promise<void> {
    await once(this.#progress, 'delivered');
  }

  /** Whether a message was sent and is not yet delivered. */
  get isUnderway(): boolean {
    return this.#isUnderway;
  }

  stop(): void {
    this.#wanted = false;
  }

  said(): readonly string[] {
    return Array.from({ length: this.count }, (_, index) => `text ${index + 1}`);
  }

  async received(): Promise<readonly string[]> {
    return (await this.#to.texts(this.#from)).slice(1);
  }
}
