import { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import type { MessageView } from '../../../src/client/views.ts';

/**
 * A member of the crowd, who sends messages, and sometimes sleeps (closes the page) and wakes up.
 */
export class Member {
  readonly driver: ChatDriver;
  readonly #onDelivered: (from: Member, message: MessageView) => void;
  #turn: Promise<unknown> = Promise.resolve();
  #asleep = false;

  constructor(
    name: string,
    address: string,
    onDelivered: (from: Member, message: MessageView) => void,
  ) {
    this.driver = new ChatDriver(name, address);
    this.#onDelivered = onDelivered;
  }

  get isAsleep(): boolean {
    return this.#asleep;
  }

  async enter(): Promise<void> {
    await this.driver.enter();
    this.#listen();
  }

  /** Sends a message, but not while the page is being closed. */
  say(to: Member, text: string): Promise<MessageView> {
    return this.#inTurn(() => this.driver.chat.sendText(to.driver.id, text));
  }

  sleep(): Promise<void> {
    this.#asleep = true;
    return this.#inTurn(() => this.driver.close());
  }

  async wake(): Promise<void> {
    await this.#inTurn(async () => {
      await this.driver.open();
      this.#listen();
      await this.#look();
      this.driver.chat.resume();
    });
    this.#asleep = false;
  }

  #listen(): void {
    this.driver.chat.onChange((change) => {
      if (change.kind === 'message') this.#note(change.message);
    });
  }

  /**
   * Reads every message, like a person who scrolls up: messages that were never on screen are not
   * reported as read.
   */
  async #look(): Promise<void> {
    const { chat } = this.driver;
    for (const { peer } of chat.conversations()) {
      for (const line of await chat.messages(peer, { last: 10_000 })) this.#note(line);
    }
  }

  #note(line: MessageView): void {
    if (line.mine && line.state === 'delivered') this.#onDelivered(this, line);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
