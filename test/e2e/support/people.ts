import { setTimeout } from 'node:timers/promises';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { captureFrames, type Frame } from './frames.ts';

/** What a person finds on the screen, by role and name; tests use nothing else. */
const SCREEN = {
  name: (page: Page): Locator => page.getByRole('textbox', { name: 'Your name' }),
  start: (page: Page): Locator => page.getByRole('button', { name: 'Start chatting' }),
  list: (page: Page, name: List): Locator => page.getByRole('region', { name, exact: true }),
  composer: (page: Page): Locator => page.getByRole('textbox', { name: /^Message/ }),
  answer: (page: Page, name: Answer): Locator => page.getByRole('button', { name, exact: true }),
  main: (page: Page): Locator => page.getByRole('main'),
  history: (page: Page): Locator => page.getByRole('log'),
};

type List = 'People' | 'Message requests' | 'Conversations';
type Answer = 'Accept' | 'Decline' | 'Block';
type Mark = 'Waiting' | 'Sent' | 'Delivered' | 'Read';

/** Marks of messages that the peer has. */
const ARRIVED = /^(Delivered|Read)$/;
/** Marks of messages that the peer may not have. */
const UNACKNOWLEDGED = /^(Waiting|Sent)$/;

/** A person with their own browser profile, who uses only visible controls. */
export class Person {
  readonly page: Page;
  /** All frames of this person's sockets. */
  readonly frames: readonly Frame[];
  /** Problems that the browser reported: errors of the page, and policy violations. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    this.frames = captureFrames(page);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  async enterName(name: string): Promise<void> {
    await SCREEN.name(this.page).fill(name);
    await SCREEN.start(this.page).click();
  }

  async signIn(name: string): Promise<void> {
    await this.enterName(name);
    await this.list('People').waitFor();
  }

  list(name: List): Locator {
    return SCREEN.list(this.page, name);
  }

  /** A person's row in a list. */
  row(list: List, name: string): Locator {
    return this.list(list).getByRole('button', { name });
  }

  /** Opens the conversation with a person in the lobby. */
  async openPerson(name: string): Promise<void> {
    await this.row('People', name).click();
    await this.composer.waitFor();
  }

  /** Opens an existing conversation. */
  async openConversation(name: string): Promise<void> {
    await this.row('Conversations', name).click();
    await this.composer.waitFor();
  }

  /** Opens the card of a person's request. */
  async openRequest(name: string): Promise<void> {
    await this.row('Message requests', name).click();
    await SCREEN.answer(this.page, 'Accept').waitFor();
  }

  /** Answers the request whose card is open. */
  async answer(answer: Answer): Promise<void> {
    await SCREEN.answer(this.page, answer).click();
  }

  async accept(name: string): Promise<void> {
    await this.openRequest(name);
    await this.answer('Accept');
    await this.composer.waitFor();
  }

  get composer(): Locator {
    return SCREEN.composer(this.page);
  }

  /** Writes and sends a message in the open conversation. Line breaks are kept. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Writes one message after the other, as fast as the keyboard allows. */
  async sendAll(texts: readonly string[]): Promise<void> {
    await this.composer.focus();
    for (const text of texts) {
      await this.page.keyboard.insertText(text);
      await this.page.keyboard.press('Enter');
    }
  }

  /** The messages and events of the open conversation. */
  get history(): Locator {
    return SCREEN.history(this.page);
  }

  /** A person's messages in the open conversation; the user's own author name is `You`. */
  messagesOf(speaker: string): Locator {
    return this.history.getByRole('article', { name: speaker, exact: true }).getByRole('paragraph');
  }

  /** Own messages by their state. */
  marks(mark: Mark | RegExp): Locator {
    return this.history.getByRole('img', { name: mark, exact: true });
  }

  get arrived(): Locator {
    return this.marks(ARRIVED);
  }

  get unacknowledged(): Locator {
    return this.marks(UNACKNOWLEDGED);
  }

  /** The bar above the composer of the open conversation. */
  get notice(): Locator {
    return SCREEN.main(this.page).getByRole('status');
  }

  /**
   * Loses the network when nothing is under way, and sends nothing from then on: Chromium keeps a core busy from the first
   * frame on a connection whose network is switched off, until the connection is closed. The frame would be lost anyway.
   */
  async goOffline(): Promise<void> {
    for (let before = -1; before !== this.frames.length; await setTimeout(100)) {
      before = this.frames.length;
    }
    await this.page.evaluate(() => {
      const { send } = WebSocket.prototype;
      const restore = (): void => {
        WebSocket.prototype.send = send;
      };
      WebSocket.prototype.send = () => undefined;
      Object.assign(window, { sendAgain: restore });
    });
    await this.#context.setOffline(true);
  }

  /** After `goOffline`. */
  async goOnline(): Promise<void> {
    // A page that was loaded without a network has always sent.
    await this.page.evaluate(() => Reflect.get(window, 'sendAgain')?.());
    await this.#context.setOffline(false);
  }

  /** Another tab of the same browser profile: the same person to the page. */
  async openTab(address: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(address);
    return page;
  }
}
