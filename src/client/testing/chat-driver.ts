import { takeSealingKey } from '../../crypto/testing/sealing-keys.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { Chat } from '../chat.ts';
import type { Clock } from '../scheduling/clock.ts';
import { MemoryStorage } from '../storage/memory-storage.ts';
import type { ConversationView, MessageView, PersonId, PersonView } from '../views.ts';
import { noteClosed, noteOpened } from './open-clients.ts';

/** Drives a chat client as a user would, without a screen. Its storage outlives every reload. */
export class ChatDriver {
  readonly name: string;
  readonly storage: MemoryStorage;
  readonly #address: string;
  readonly #clock: Clock | undefined;
  #chat: Chat | undefined;
  #id: PersonId | undefined;

  constructor(
    name: string,
    address: string,
    options: { storage?: MemoryStorage; clock?: Clock } = {},
  ) {
    this.name = name;
    this.#address = address;
    this.storage = options.storage ?? new MemoryStorage();
    this.#clock = options.clock;
  }

  get chat(): Chat {
    if (this.#chat === undefined) throw new TypeError(`${this.name} has no page open`);
    return this.#chat;
  }

  get id(): PersonId {
    this.#id = this.chat.profile?.peer ?? this.#id;
    if (this.#id === undefined) throw new TypeError(`${this.name} has not signed in`);
    return this.#id;
  }

  /** Opens the page, in place of the one that is open. */
  async open(): Promise<Chat> {
    await this.#chat?.close();
    noteOpened(this);
    const clock = this.#clock;
    const { storage } = this;
    const options = { storage, address: this.#address, newSealingKey: takeSealingKey };
    this.#chat = await Chat.open(clock === undefined ? options : { ...options, clock });
    return this.#chat;
  }

  /** Opens the page and signs in. */
  async enter(): Promise<void> {
    await this.open();
    await this.chat.signIn(this.name);
  }

  /** Reloads the page: closes it and opens it again, signed in. */
  async reload(): Promise<void> {
    await this.chat.close();
    await this.open();
    this.chat.resume();
  }

  async close(): Promise<void> {
    await this.#chat?.close();
    noteClosed(this);
  }

  /**
   * Waits until a condition holds, checked now and after every change. A check that reads the storage covers all
   * changes until then: it is not repeated for each of them.
   */
  until<T>(
    look: (chat: Chat) => T | undefined | false | Promise<T | undefined | false>,
  ): Promise<T> {
    const { chat } = this;
    return new Promise((resolve, reject) => {
      let isReading = false;
      let hasChanged = false;
      const take = (found: T | undefined | false): void => {
        if (found === undefined || found === false) return;
        stop();
        resolve(found);
      };
      const check = async (): Promise<void> => {
        hasChanged = true;
        if (isReading) return;
        try {
          while (hasChanged) {
            hasChanged = false;
            const found = look(chat);
            isReading = found instanceof Promise;
            take(found instanceof Promise ? await found : found);
            isReading = false;
          }
        } catch (error) {
          stop();
          reject(error);
        }
      };
      const stop = chat.onChange(() => void check());
      void check();
    });
  }

  /** Finds a person in the lobby and opens a conversation. */
  async meet(other: ChatDriver): Promise<ConversationView> {
    await this.chat.lobby.open(other.name);
    const person = await this.until<PersonView>(({ lobby }) =>
      lobby.view?.people.find(({ peer }) => peer === other.id),
    );
    return this.chat.meet(person);
  }

  /** The texts of a conversation, in the order of the timeline. */
  async texts(other: ChatDriver): Promise<string[]> {
    return (await this.timeline(other))
      .filter(({ kind }) => kind === 'text')
      .map(({ text }) => text);
  }

  async timeline(other: ChatDriver): Promise<readonly MessageView[]> {
    return this.chat.messages(other.id, { last: 10_000 });
  }

  /** The current view of the conversation. */
  with(other: ChatDriver): ConversationView | undefined {
    return this.chat.conversation(other.id);
  }
}

/** Makes two people contacts: the first sends a request, the second accepts. */
export async function befriend(
  asker: ChatDriver,
  asked: ChatDriver,
  text = 'hello',
): Promise<void> {
  await asker.meet(asked);
  await asker.chat.sendText(asked.id, text);
  await asked.until(() => asked.with(asker)?.consent === 'asked');
  await asked.chat.accept(asker.id);
  await asker.until(() => asker.with(asked)?.consent === 'accepted');
}

/** An identity that nobody has. */
export const nobody = (): PersonId => toBase64url(crypto.getRandomValues(new Uint8Array(32)));
