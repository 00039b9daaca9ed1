import { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import type { MessageView } from '../../../src/client/views.ts';

/** One of the crowd: says things, and falls asleep (closes the page) and wakes now and then. */
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

  /** Says something, never while the page is being closed. */
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

  /** Reads every line, as one does who scrolls up: of what is on no screen nothing is told. */
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
