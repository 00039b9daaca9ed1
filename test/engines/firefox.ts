import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';
import {
  type Control,
  type Engine,
  type EnginePage,
  expressionOf,
  findControl,
  type Role,
  readMarks,
  readMessages,
  readPictures,
  readText,
} from './engine.ts';

/** A busy machine needs longer than the 30 s that the library allows. */
const HANG_MS = 300_000;

const toControl = (element: ElementHandle<Element>): Control => ({
  click: () => element.click(),
  choose: (path) => (element as ElementHandle<HTMLInputElement>).uploadFile(path),
  type: async (text) => {
    await element.focus();
    for (const part of text.split(/(?<=\n)|(?=\n)/)) {
      if (part === '\n') await element.press('Enter');
      else await element.type(part);
    }
  },
});

const toPage = (page: Page): EnginePage => ({
  open: async (address) => void (await page.goto(address)),
  reload: async () => void (await page.reload()),
  find: async (role: Role, name: string, region = '') => {
    const found = await page.evaluateHandle(expressionOf(findControl, role, name, region));
    const element = found.asElement() as ElementHandle<Element> | null;
    return element === null ? undefined : toControl(element);
  },
  messages: () => page.evaluate(expressionOf(readMessages)) as ReturnType<EnginePage['messages']>,
  marks: () => page.evaluate(expressionOf(readMarks)) as ReturnType<EnginePage['marks']>,
  pictures: () => page.evaluate(expressionOf(readPictures)) as ReturnType<EnginePage['pictures']>,
  text: () => page.evaluate(expressionOf(readText)) as ReturnType<EnginePage['text']>,
});

/**
 * Firefox without a window, by WebDriver BiDi. Only one page of a browser has the focus, so each page has a browser.
 */
export async function startFirefox(executablePath: string): Promise<Engine> {
  const browsers: Browser[] = [];
  const open = async (): Promise<Browser> => {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      timeout: HANG_MS,
      protocolTimeout: HANG_MS,
    });
    browsers.push(browser);
    return browser;
  };
  const first = await open();
  let next: Browser | undefined = first;
  return {
    name: 'Firefox',
    version: (await first.version()).replace('firefox/', ''),
    newPage: async () => {
      const browser = next ?? (await open());
      next = undefined;
      return toPage(await browser.newPage());
    },
    stop: async () => void (await Promise.all(browsers.map((browser) => browser.close()))),
  };
}
