import type { Browser, Locator } from '@playwright/test';
import { storeLongHistory } from '../../e2e/support/long-history.ts';
import type { Person } from '../../e2e/support/people.ts';
import type { Site } from '../../e2e/support/servers.ts';
import { type MainThread, traceMainThread } from './main-thread.ts';
import { enterPair, inChromium } from './pages.ts';

/** What a conversation costs on the screen; times in ms. */
export interface HistoryCost {
  readonly messages: number;
  /** From the press on its row until its newest message is painted: median and longest. */
  readonly open: readonly [median: number, longest: number];
  /** From the press of a key in the composer until it is painted: median and 90th of 100. */
  readonly key: readonly [median: number, slow: number];
  /** While scrolling up and back: frames, the longest one, how many took more than 50 ms. */
  readonly frames: number;
  readonly longestFrame: number;
  readonly longFrames: number;
  /** What the main thread did while scrolling. */
  readonly mainThread: MainThread;
  /** The most messages that were in the document. */
  readonly rows: number;
}

const OPENINGS = 9;
const KEYS = 60;
/** Turns of the wheel in each direction, and by how many CSS pixels. */
const TURNS = 120;
const TURN_PX = 600;
export const LONG_MS = 50;

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

async function measureScrolling(browser: Browser, { history, page }: Person) {
  await page.evaluate(() => {
    const frames: number[] = [];
    const state = { rows: 0 };
    Object.assign(window, { frameTimes: frames, state });
    let last = performance.now();
    const note = (): void => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      state.rows = Math.max(state.rows, document.querySelectorAll('[role=log] article').length);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await history.hover();
  // What it took to store the history is not for the scrolling to clear away.
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const mainThread = await traceMainThread(browser, page, async () => {
    for (const delta of [-TURN_PX, TURN_PX]) {
      for (let n = 0; n < TURNS; n++) await page.mouse.wheel(0, delta);
    }
  });
  const noted = await page.evaluate(() => ({
    frames: Reflect.get(window, 'frameTimes') as number[],
    rows: (Reflect.get(window, 'state') as { rows: number }).rows,
  }));
  return { ...noted, mainThread };
}

/** Two people talk, then one has a history of so many messages. */
async function measureHistory(browser: Browser, site: Site, count: number): Promise<HistoryCost> {
  const peer = `writer${count}`;
  const people = await enterPair(browser, site, [`reader${count}`, peer]);
  const [reader] = people;
  await storeLongHistory(reader, peer, count);
  const newest = `message ${count - 1}`;
  const opening = await measureOpening(reader, peer, newest);
  const keys = await measureKeys(reader);
  const { frames, rows, mainThread } = await measureScrolling(browser, reader);
  for (const { page } of people) await page.context().close();
  return {
    messages: count,
    open: [ranked(opening, 0.5), Math.max(...opening)],
    key: [ranked(keys, 0.5), ranked(keys, 0.9)],
    frames: frames.length,
    longestFrame: Math.max(...frames),
    longFrames: frames.filter((frame) => frame > LONG_MS).length,
    mainThread,
    rows,
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
