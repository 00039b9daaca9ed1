import { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { withPromptReceipts } from '../../../src/client/testing/prompt-receipts.ts';
import type { MessageState, MessageView, PersonId } from '../../../src/client/views.ts';

/** How long a history a friend looks at. */
const ALL = { last: 10_000 };

/**
 * Somebody without a browser, whose screen no test looks at: the client of the page, without the page. Unlike a
 * stranger, a friend has conversations: sends receipts, edits, deletes, reacts and reads.
 */
export class Friend {
  readonly #driver: ChatDriver;
  #peer: PersonId | undefined;

  private constructor(driver: ChatDriver) {
    this.#driver = driver;
  }

  /** Signs in. */
  static async enter(name: string, address: string): Promise<Friend> {
    const driver = new ChatDriver(name, address, { clock: withPromptReceipts() });
    await driver.enter();
    return new Friend(driver);
  }

  /** Opens a conversation with somebody in the lobby, to whom everything goes from now on. */
  async openPerson(name: string): Promise<void> {
    const { chat } = this.#driver;
    await chat.lobby.open(name);
    const person = await this.#driver.until(({ lobby }) =>
      lobby.view?.people.find((each) => each.name === name),
    );
    this.#peer = chat.meet(person).peer;
  }

  /** Accepts a request as soon as it is there; everything goes to its sender from now on. */
  async accept(name: string): Promise<void> {
    const { peer } = await this.#driver.until((chat) =>
      chat.conversations().find((each) => each.name === name && each.consent === 'asked'),
    );
    this.#peer = peer;
    await this.#driver.chat.accept(peer);
  }

  async send(text: string): Promise<void> {
    await this.#driver.chat.sendText(this.#open, text);
  }

  /** One message after the other. */
  async sendAll(texts: readonly string[]): Promise<void> {
    for (const text of texts) await this.send(text);
  }

  /** Types into the composer, without sending. */
  type(text: string): void {
    this.#driver.chat.setDraft(this.#open, text);
  }

  async edit(before: string, after: string): Promise<void> {
    const { ref } = await this.#message(before);
    await this.#actions.edit(ref?.id ?? '', after);
  }

  async deleteForBoth(text: string): Promise<void> {
    const { ref } = await this.#message(text);
    await this.#actions.deleteForBoth(ref?.id ?? '');
  }

  async react(text: string, emoji: string): Promise<void> {
    const { ref } = await this.#message(text);
    if (ref !== undefined) await this.#actions.react(ref, emoji);
  }

  /** Reads everything that is there once a message is. */
  async read(text: string): Promise<void> {
    await this.#message(text);
    await this.#driver.chat.markRead(this.#open);
  }

  /** Waits until so many own messages are in a state. */
  async marks(state: MessageState, count: number): Promise<void> {
    await this.#driver.until(async () => {
      const states = await this.#states();
      return states.filter((each) => each === state).length === count;
    });
  }

  /** Waits until the peer has all own messages. */
  async arrived(): Promise<void> {
    await this.#driver.until(async () => {
      const states = await this.#states();
      return states.every((state) => state === 'delivered' || state === 'read');
    });
  }

  /** Waits until these are the texts of the peer. */
  async texts(expected: readonly string[]): Promise<void> {
    await this.#driver.until(async () => {
      const theirs = (await this.#timeline()).filter(({ mine, kind }) => !mine && kind === 'text');
      return JSON.stringify(theirs.map(({ text }) => text)) === JSON.stringify(expected);
    });
  }

  /** Waits until a message has a reaction of the peer. */
  async reaction(text: string, emoji: string): Promise<void> {
    await this.#driver.until(async () => {
      const { reactions = [] } = (await this.#find(text)) ?? {};
      return reactions.some((each) => !each.mine && each.emoji === emoji);
    });
  }

  /** Waits until the peer has sent a file. */
  async file(name: string): Promise<void> {
    await this.#driver.until(async () =>
      (await this.#timeline()).some(({ mine, file }) => !mine && file?.name === name),
    );
  }

  /** Closes the page, as it were. */
  leave(): Promise<void> {
    return this.#driver.close();
  }

  async comeBack(): Promise<void> {
    (await this.#driver.open()).resume();
  }

  /** Releases the name. */
  async signOut(): Promise<void> {
    await this.#driver.chat.signOut();
  }

  get #open(): PersonId {
    if (this.#peer === undefined) throw new TypeError(`${this.#driver.name} has opened nothing`);
    return this.#peer;
  }

  get #actions() {
    return this.#driver.chat.actions(this.#open);
  }

  #timeline(): Promise<readonly MessageView[]> {
    return this.#driver.chat.messages(this.#open, ALL);
  }

  async #states(): Promise<(MessageState | undefined)[]> {
    const own = (await this.#timeline()).filter(({ mine, kind }) => mine && kind === 'text');
    return own.map(({ state }) => state);
  }

  async #find(text: string): Promise<MessageView | undefined> {
    return (await this.#timeline()).find((each) => each.text === text);
  }

  /** A message, once it is there. */
  #message(text: string): Promise<MessageView> {
    return this.#driver.until(() => this.#find(text));
  }
}
