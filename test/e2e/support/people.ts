import type { BrowserContext, Locator, Page } from '@playwright/test';
import { captureFrames, type Frame } from './frames.ts';

/** What a person finds on the screen, by role and name: the page has no other handles. */
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

/** Someone with a browser profile of their own, who does only what hands and eyes can do. */
export class Person {
  readonly page: Page;
  /** All that crossed this person's sockets. */
  readonly frames: readonly Frame[];
  /** What the browser complained of: errors of the page, and breaches of its policy. */
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

  /** Someone's row in a list. */
  row(list: List, name: string): Locator {
    return this.list(list).getByRole('button', { name });
  }

  /** Opens the conversation with someone who is in the lobby. */
  async openPerson(name: string): Promise<void> {
    await this.row('People', name).click();
    await this.composer.waitFor();
  }

  /** Opens a conversation that has begun. */
  async openConversation(name: string): Promise<void> {
    await this.row('Conversations', name).click();
    await this.composer.waitFor();
  }

  /** Opens the card of someone's request. */
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

  /** Writes into the open conversation. Line breaks stay line breaks. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Writes one after the other, as fast as the keyboard lets. */
  async sendAll(texts: readonly string[]): Promise<void> {
    await this.composer.focus();
    for (const text of texts) {
      await this.page.keyboard.insertText(text);
      await this.page.keyboard.press('Enter');
    }
  }

  /** The messages of the open conversation, and what happened in it. */
  get history(): Locator {
    return SCREEN.history(this.page);
  }

  /** The messages that someone wrote in the open conversation; oneself is `You`. */
  messagesOf(speaker: string): Locator {
    return this.history.getByRole('article', { name: speaker, exact: true }).getByRole('paragraph');
  }

  /** Own messages by how far they have come. */
  marks(mark: Mark | RegExp): Locator {
    return this.history.getByRole('img', { name: mark, exact: true });
  }

  get arrived(): Locator {
    return this.marks(ARRIVED);
  }

  get unacknowledged(): Locator {
    return this.marks(UNACKNOWLEDGED);
  }

  /** What stands above the composer of the open conversation. */
  get notice(): Locator {
    return SCREEN.main(this.page).getByRole('status');
  }

  /** Another tab of the same browser profile: the same person to the page. */
  async openTab(address: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(address);
    return page;
  }
}
