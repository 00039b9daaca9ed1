import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import { report } from './report.ts';

/** Of JavaScript that the HTML names, and of what comes lazily before the first delivered message. */
const EAGER_BYTES = 70_000;
const LAZY_BYTES = 15_000;

interface Script {
  readonly path: string;
  /** Compressed, with the answer's headers. */
  bytes: number;
}

/** Every script that a page gets from now on, workers and lazy chunks included. */
async function weighScripts(page: Page): Promise<ReadonlyMap<string, Script>> {
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

test('up to the first delivered message the page weighs 70 kB of JavaScript, and 15 kB lazily', async ({
  newPerson,
  site,
}) => {
  let scripts: ReadonlyMap<string, Script> = new Map();
  const bob = await newPerson();
  await bob.signIn('Bob Ünal');
  const alice = await newPerson({
    prepare: async ({ page }) => {
      scripts = await weighScripts(page);
    },
  });
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bob.accept('alice');
  await expect(alice.arrived).toHaveCount(1);
  const html = await (await fetch(site.address)).text();
  const tags = (html.match(/<(?:script|link)[^>]*>/g) ?? []).join();
  const weighed = [...scripts.values()];
  const sum = (some: readonly Script[]): number => some.reduce((all, { bytes }) => all + bytes, 0);
  const eager = sum(weighed.filter(({ path }) => tags.includes(path)));
  const lazy = sum(weighed.filter(({ path }) => !tags.includes(path)));
  for (const { path, bytes } of weighed) report(`${String(bytes).padStart(6)} ${path}`);
  report(`${String(eager).padStart(6)} bytes of JavaScript with the HTML, ${lazy} lazily`);
  expect(eager).toBeGreaterThan(EAGER_BYTES / 4);
  expect(lazy).toBeGreaterThan(0);
  expect(eager).toBeLessThanOrEqual(EAGER_BYTES);
  expect(lazy).toBeLessThanOrEqual(LAZY_BYTES);
});

test('nothing moves while the page starts, and on the way into a conversation', async ({
  newPerson,
}) => {
  const bob = await newPerson();
  await bob.signIn('Bob Ünal');
  const alice = await newPerson({
    prepare: async ({ page }) => {
      await page.addInitScript(() => {
        const shifts: string[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push(JSON.stringify(entry));
        }).observe({ type: 'layout-shift', buffered: true });
      });
    },
  });
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await expect(alice.marks('Sent')).toHaveCount(1);
  const moved = (): Promise<string[]> =>
    alice.page.evaluate(() => Reflect.get(window, 'shifts') as string[]);
  const byItself = (entry: string): boolean => !JSON.parse(entry).hadRecentInput;
  expect((await moved()).filter(byItself)).toEqual([]);
  // The check itself sees what moves.
  const before = (await moved()).length;
  await alice.page.getByRole('main').evaluate((main) => {
    main.style.marginBlockStart = '200px';
  });
  await expect.poll(async () => (await moved()).length).toBeGreaterThan(before);
});
