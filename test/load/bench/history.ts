import type { Browser, Locator, Page } from '@playwright/test';
import { storeLongHistory } from '../../e2e/support/long-history.ts';
import type { Person } from '../../e2e/support/people.ts';
import type { Site } from '../../e2e/support/servers.ts';
import { whenStored } from '../../e2e/support/service-worker.ts';
import { type MainThread, traceMainThread } from './main-thread.ts';
import { enterPair, inChromium } from './pages.ts';

/** What a page showed while its wheel turned, in ms. */
export interface Scrolling {
  readonly frames: readonly number[];
  /** The most messages that were in the document. */
  readonly rows: number;
  readonly mainThread: MainThread;
}

/** What a conversation costs on the screen; times in ms. */
export interface HistoryCost {
  readonly messages: number;
  /** From the press on its row until its newest message is painted: median and longest. */
  readonly open: readonly [median: number, longest: number];
  /** From the press of a key in the composer until it is painted: median and 90th of 100. */
  readonly key: readonly [median: number, slow: number];
  /** While scrolling up and back. */
  readonly scrolling: Scrolling;
  /** The frames of the same on a processor that is so many times slower, emulated by the browser. */
  readonly slow: readonly number[];
  /** While scrolling through the entries that were left of it, in a document without scripts. */
  readonly still: Scrolling;
}

const OPENINGS = 9;
const KEYS = 60;
/** Turns of the wheel in each direction, and by how many CSS pixels. */
const TURNS = 120;
const TURN_PX = 600;
export const LONG_MS = 50;
/** How many times slower the slow processor is, like that of a cheap phone. */
export const SLOWDOWN = 4;

function ranked(times: readonly number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Clicks, and resolves when the newest message was painted. */
const timeOpening = (row: Locator, newest: string): Promise<number> =>
  row.evaluate(async (button, text) => {
    if (!(button instanceof HTMLElement)) return 0;
    const start = performance.now();
    button.click();
    const isThere = (): boolean =>
      document.querySelector('[role=log]')?.textContent?.includes(text) === true;
    while (!isThere()) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - start;
  }, newest);

async function measureOpening(person: Person, peer: string, newest: string): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < OPENINGS; n++) {
    await person.page.keyboard.press('Escape');
    await person.composer.waitFor({ state: 'detached' });
    times.push(await timeOpening(person.row('Conversations', peer), newest));
  }
  return times;
}

async function measureKeys({ composer, page }: Person): Promise<number[]> {
  await composer.focus();
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { keyTimes: times });
    addEventListener(
      'keydown',
      () => {
        const start = performance.now();
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - start)));
      },
      { capture: true },
    );
  });
  await composer.pressSequentially('x'.repeat(KEYS), { delay: 40 });
  await composer.fill('');
  return page.evaluate(() => Reflect.get(window, 'keyTimes') as number[]);
}

/** Notes until it is read how long each frame takes and how many messages there are. */
const noteFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const noted = { frames: [] as number[], rows: 0 };
    Object.assign(window, { noted });
    let last = performance.now();
    const note = (): void => {
      const now = performance.now();
      noted.frames.push(now - last);
      last = now;
      noted.rows = Math.max(noted.rows, document.querySelectorAll('[role=log] article').length);
      if (Reflect.get(window, 'noted') === noted) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });

const readNoted = (page: Page): Promise<Pick<Scrolling, 'frames' | 'rows'>> =>
  page.evaluate(() => {
    const noted = Reflect.get(window, 'noted') as Pick<Scrolling, 'frames' | 'rows'>;
    Reflect.deleteProperty(window, 'noted');
    return noted;
  });

async function scroll(page: Page, turns: readonly number[]): Promise<void> {
  for (const turn of turns) await page.mouse.wheel(0, turn);
}

/**
 * @param turns of the wheel, CSS pixels
 * @param slowdown how many times slower the browser runs the page's code
 */
async function measureFrames(
  page: Page,
  turns: readonly number[],
  slowdown = 1,
): Promise<Pick<Scrolling, 'frames' | 'rows'>> {
  await page.getByRole('log').hover();
  const session = await page.context().newCDPSession(page);
  // What it took to store the history is not for the scrolling to clear away.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await noteFrames(page);
  await scroll(page, turns);
  const noted = await readNoted(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await session.detach();
  return noted;
}

async function measureScrolling(
  browser: Browser,
  page: Page,
  turns: readonly number[],
): Promise<Scrolling> {
  const noted = await measureFrames(page, turns);
  // Once more: a trace competes with the page for the processor, which only CPU time does not show.
  const mainThread = await traceMainThread(browser, page, () => scroll(page, turns));
  return { ...noted, mainThread };
}

const turnsOf = (count: number, size: number): number[] =>
  Array.from({ length: count }, () => size);

/** Up through a history, and back. */
const THERE_AND_BACK = [...turnsOf(TURNS, -TURN_PX), ...turnsOf(TURNS, TURN_PX)];

/**
 * Scrolls through the same entries in a document that has the page's styles and no script: what the browser and the
 * machine need alone.
 */
async function measureStill(browser: Browser, { page }: Person): Promise<Scrolling> {
  const html = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true) as HTMLElement;
    for (const script of copy.querySelectorAll('script')) script.remove();
    return `<!doctype html>${copy.outerHTML}`;
  });
  const still = await page.context().newPage();
  const address = new URL('/still', page.url()).href;
  await still.route(address, (route) => route.fulfill({ body: html, contentType: 'text/html' }));
  await still.goto(address);
  const height = await still.getByRole('log').evaluate(({ scrollHeight }) => scrollHeight);
  const across = Math.floor(height / TURN_PX);
  const turns = THERE_AND_BACK.map((_turn, n) =>
    Math.floor(n / across) % 2 === 0 ? TURN_PX : -TURN_PX,
  );
  const scrolling = await measureScrolling(browser, still, turns);
  await still.close();
  return scrolling;
}

/** Two people talk, then one has a history of so many messages. */
async function measureHistory(browser: Browser, site: Site, count: number): Promise<HistoryCost> {
  const peer = `writer${count}`;
  const people = await enterPair(browser, site, [`reader${count}`, peer]);
  const [reader] = people;
  await storeLongHistory(reader, peer, count);
  // Each of the two browsers downloads and hashes the page once, which takes a core meanwhile.
  for (const { page } of people) await whenStored(page);
  const newest = `message ${count - 1}`;
  const opening = await measureOpening(reader, peer, newest);
  const keys = await measureKeys(reader);
  const scrolling = await measureScrolling(browser, reader.page, THERE_AND_BACK);
  const slow = await measureFrames(reader.page, THERE_AND_BACK, SLOWDOWN);
  const still = await measureStill(browser, reader);
  for (const { page } of people) await page.context().close();
  return {
    messages: count,
    open: [ranked(opening, 0.5), Math.max(...opening)],
    key: [ranked(keys, 0.5), ranked(keys, 0.9)],
    scrolling,
    slow: slow.frames,
    still,
  };
}

/** What conversations of these lengths cost on the screen. */
export function measureHistories(counts: readonly number[]): Promise<HistoryCost[]> {
  return inChromium(async (browser, site) => {
    const costs: HistoryCost[] = [];
    for (const count of counts) costs.push(await measureHistory(browser, site, count));
    return costs;
  });
}
