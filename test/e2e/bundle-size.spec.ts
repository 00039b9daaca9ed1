import type { Page } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import { report } from './support/report.ts';

/**
 * Budgets for the JavaScript up to the first delivered message, and for the part that the HTML
 * names.
 */
const TOTAL_BYTES = 84 * 1024;
/** Every record that may arrive is part of the client core: it cannot wait for a chunk. */
const EAGER_BYTES = 77 * 1024;

interface Script {
  readonly path: string;
  /** Compressed, with the response's headers. */
  bytes: number;
}

/** Every script that a page loads from now on, workers and lazy chunks included. */
async function measureScripts(page: Page): Promise<ReadonlyMap<string, Script>> {
  const scripts = new Map<string, Script>();
  const session = await page.context().newCDPSession(page);
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    const isScript = type === 'Script' || /javascript|wasm/.test(response.mimeType);
    const path = new URL(response.url).pathname;
    if (isScript) scripts.set(requestId, { path, bytes: 0 });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script !== undefined) script.bytes = encodedDataLength;
  });
  await session.send('Network.enable');
  return scripts;
}

/** Notes when the first own message is marked as delivered. Call it before the page opens. */
async function watchDelivery(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('.mark:is(.delivered, .read)') === null) return;
      Object.assign(window, { deliveredAt: performance.now() });
      observer.disconnect();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** Paths that were requested after the first delivery: they are loaded ahead of their use. */
const requestedLater = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ startTime }) => startTime > (Reflect.get(window, 'deliveredAt') as number))
      .map(({ name }) => new URL(name).pathname),
  );

/** https://wicg.github.io/layout-instability, the part that is needed here. */
interface LayoutShift extends PerformanceEntry {
  readonly sources: readonly {
    readonly node: Node | null;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

/** What moved since the page opened, and where to. */
async function watchShifts(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    const describe = ({ node, currentRect }: LayoutShift['sources'][number]): string => {
      const element = node instanceof Element ? node : node?.parentElement;
      return `${element?.outerHTML.slice(0, 200)} to ${currentRect.x}, ${currentRect.y}`;
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        shifts.push(...entry.sources.map(describe));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => Reflect.get(window, 'shifts') as string[]);
}

test.use({ storesPage: true });

test('the page weighs at most 84 KiB of JavaScript up to the first delivered message, 77 KiB of it with the HTML, and has no layout shifts up to the first message', async ({
  newPerson,
  bob,
  site,
}) => {
  let scripts: ReadonlyMap<string, Script> = new Map();
  let moved = async (): Promise<string[]> => [];
  const alice = await newPerson({
    prepare: async ({ page }) => {
      scripts = await measureScripts(page);
      await watchDelivery(page);
      moved = await watchShifts(page);
    },
  });
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await expect(alice.notice).toBeVisible();
  expect(await moved()).toEqual([]);

  await alice.send('Hello');
  await bob.accept('alice');
  await expect(alice.arrived).toHaveCount(1);
  const html = await (await fetch(site.address)).text();
  const tags = (html.match(/<(?:script|link)[^>]*>/g) ?? []).join();
  const later = await requestedLater(alice.page);
  const weighed = [...scripts.values()].filter(({ path }) => !later.includes(path));
  const sum = (some: readonly Script[]): number => some.reduce((all, { bytes }) => all + bytes, 0);
  const eager = sum(weighed.filter(({ path }) => tags.includes(path)));
  const lazy = sum(weighed.filter(({ path }) => !tags.includes(path)));
  for (const { path, bytes } of weighed) report(`${String(bytes).padStart(6)} ${path}`);
  report(`${String(eager).padStart(6)} bytes of JavaScript with the HTML, ${lazy} lazily`);
  expect(eager).toBeGreaterThan(EAGER_BYTES / 4);
  expect(lazy).toBeGreaterThan(0);
  expect(eager).toBeLessThanOrEqual(EAGER_BYTES);
  expect(eager + lazy).toBeLessThanOrEqual(TOTAL_BYTES);
  // Positive control: the check detects a shift.
  const before = (await moved()).length;
  await alice.page.getByRole('main').evaluate((main) => {
    main.style.marginBlockStart = '200px';
  });
  await expect.poll(async () => (await moved()).length).toBeGreaterThan(before);
});
