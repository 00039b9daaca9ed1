import type { Locator, Page } from '@playwright/test';
import type { Language } from '../../../src/ui/strings/languages.ts';
import type { ChosenFile } from './pictures.ts';

/** A text with values in place of its placeholders. */
const fill = (text: string, name: string): string => text.replace(/\{\w+\}/g, name);

/** The controls that a first conversation needs, by role and by their names in a language. */
export class TranslatedPage {
  readonly page: Page;
  readonly #labels: Language['translation']['labels'];
  readonly #messages: Language['translation']['messages'];

  constructor(page: Page, { translation }: Language) {
    this.page = page;
    this.#labels = translation.labels;
    this.#messages = translation.messages;
  }

  async signIn(name: string): Promise<void> {
    await this.page.getByRole('textbox', { name: this.#labels.signIn.name }).fill(name);
    await this.#button(this.#labels.signIn.start).click();
    await this.#list(this.#messages.list.people).waitFor();
  }

  async openPerson(name: string): Promise<void> {
    await this.#list(this.#messages.list.people).getByRole('button', { name }).click();
    await this.composer(name).waitFor();
  }

  async openConversation(name: string): Promise<void> {
    await this.#list(this.#messages.list.conversations).getByRole('button', { name }).click();
    await this.composer(name).waitFor();
  }

  async accept(name: string): Promise<void> {
    await this.#list(this.#messages.list.requests).getByRole('button', { name }).click();
    await this.#button(this.#labels.request.accept).click();
    await this.composer(name).waitFor();
  }

  async send(name: string, text: string): Promise<void> {
    await this.composer(name).fill(text);
    await this.composer(name).press('Enter');
  }

  /** Chooses a file and sends it. */
  async sendFile(file: ChosenFile): Promise<void> {
    const { attach } = this.#labels.composer;
    const { title, preparing } = this.#labels.tray;
    const tray = this.page.getByRole('group', { name: title });
    await this.page.getByLabel(attach).setInputFiles(file);
    await tray.getByRole('button', { name: fill(this.#messages.tray.remove, file.name) }).waitFor();
    await tray.getByText(preparing).waitFor({ state: 'hidden' });
    await this.#button(this.#labels.conversation.send).click();
    await tray.waitFor({ state: 'detached' });
  }

  /** The menu of the open conversation. */
  async openMenu(): Promise<void> {
    await this.#button(this.#labels.conversation.more).click();
  }

  async openSettings(): Promise<void> {
    await this.#button(this.#labels.lists.settings).click();
    await this.page.getByRole('heading', { name: this.#labels.settings.title }).waitFor();
  }

  get languages(): Locator {
    return this.page.getByRole('combobox', { name: this.#labels.settings.language });
  }

  composer(name: string): Locator {
    return this.page.getByRole('textbox', { name: fill(this.#messages.messageTo, name) });
  }

  get read(): Locator {
    return this.page.getByRole('log').getByRole('img', { name: this.#messages.state.read });
  }

  message(text: string): Locator {
    return this.page.getByRole('log').getByRole('paragraph').filter({ hasText: text });
  }

  /** Texts that are wider than the space for them, or lie over the text of the label above. */
  overflowing(): Promise<string[]> {
    return this.page.evaluate(() => {
      const isHidden = (element: Element): boolean => element.closest('.visually-hidden') !== null;
      const wide = [...document.querySelectorAll('button, label, h1, h2, h3, p, dt, dd, legend')]
        .filter((element) => element.checkVisibility() && !isHidden(element))
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
        .filter((element) => getComputedStyle(element).textOverflow !== 'ellipsis')
        .map((element) => element.outerHTML.slice(0, 160));
      const textOf = (element: Element): DOMRect => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getBoundingClientRect();
      };
      const over = [...document.querySelectorAll('label + p')]
        .filter((element) => element.checkVisibility() && !isHidden(element))
        .filter((element) => {
          const label = element.previousElementSibling;
          return label !== null && textOf(label).bottom > textOf(element).top + 2;
        })
        .map((element) => element.outerHTML.slice(0, 160));
      const { scrollWidth, clientWidth } = document.documentElement;
      const faults = [...wide, ...over];
      return scrollWidth > clientWidth ? [...faults, `the page: ${scrollWidth} px`] : faults;
    });
  }

  #button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  #list(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }
}
