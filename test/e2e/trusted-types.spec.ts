import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import { pino } from 'pino';
import { createPageApp } from '../../src/ui/server/app.ts';
import { readPageFiles } from '../../src/ui/server/page-files.ts';
import { buildOtherPage } from './support/build-page.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKER = `self.postMessage?.('started');`;

interface Published {
  readonly address: string;
  /** The worker that this build published. */
  readonly worker: string;
  /** A script of the page that is not a worker. */
  readonly script: string;
}

/** The real page with one additional worker, as the real page server serves it. */
async function publish(folder: string): Promise<Published & { close(): void }> {
  await cp(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const source = join(folder, 'src/ui/browser');
  await writeFile(join(source, 'probe.worker.ts'), WORKER);
  const index = join(source, 'index.html');
  const html = await readFile(index, 'utf8');
  const link = '<link rel="modulepreload" href="./probe.worker.ts">';
  await writeFile(index, html.replace('</head>', `${link}</head>`));
  const out = join(folder, 'page');
  const files = (await buildOtherPage({ source, out })).map(({ file }) => `/${file}`);
  const named = (pattern: RegExp): string => files.find((file) => pattern.test(file)) ?? '';
  const readiness = () => ({ ready: true, reasons: [] });
  const logger = pino({ level: 'silent' });
  const app = createPageApp({ page: await readPageFiles(out), readiness, logger });
  const server = createServer(app.callback()).listen(0, 'localhost');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    worker: named(/probe\.worker-\w+\.js$/),
    script: named(/main-\w+\.js$/),
    close: () => void server.close(),
  };
}

const test = base.extend<object, { published: Published }>({
  published: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'live-chat-workers-'));
      const { close, ...published } = await publish(folder);
      await use(published);
      close();
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

/** Starts a worker from an address; returns what it posts, or the name of the error. */
const startWorker = (page: Page, address: string): Promise<string> =>
  page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        try {
          const worker = new Worker(url);
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = () => resolve('failed to load');
        } catch (error) {
          resolve((error as Error).name);
        }
      }),
    address,
  );

const registerServiceWorker = (page: Page, address: string): Promise<string> =>
  page.evaluate(
    (url) =>
      navigator.serviceWorker.register(url, { scope: '/assets/' }).then(
        () => 'registered',
        (error: Error) => error.name,
      ),
    address,
  );

// In one worker, which builds the page once.
test.describe.configure({ mode: 'default' });

test.beforeEach(async ({ page, published }) => {
  await page.goto(published.address);
  await page.getByRole('textbox', { name: 'Your name' }).waitFor();
});

test("published workers and the page's own service worker start", async ({ page, published }) => {
  expect(await startWorker(page, published.worker)).toBe('started');
  expect(await registerServiceWorker(page, published.worker)).toBe('registered');
  expect(await registerServiceWorker(page, '/service-worker.js')).toBe('registered');
});

test('no other address starts a worker or a service worker', async ({ page, published }) => {
  const { address, worker, script } = published;
  for (const other of [
    script,
    worker.replace(/-\w+\.js$/, '-AAAAAAAA.js'),
    `${worker}?x`,
    `${worker}#x`,
    `/assets/..${worker}`,
    `${address}${worker}`,
    '/service-worker.js?x',
    '/other/service-worker.js',
    'https://example.org/assets/probe.worker-AAAAAAAA.js',
    `data:text/javascript,${WORKER}`,
    await page.evaluate((text) => URL.createObjectURL(new Blob([text])), WORKER),
  ]) {
    expect(await startWorker(page, other), other).toBe('TypeError');
    expect(await registerServiceWorker(page, other), other).toBe('TypeError');
  }
});

test("without the page's policy no address starts a worker", async ({ page, published }) => {
  await page.route('**/main-*.js', (route) => route.abort());
  await page.reload();
  await page.getByRole('link', { name: 'Try again' }).waitFor();
  expect(await startWorker(page, published.worker)).toBe('TypeError');
});

test('no string becomes markup or script, and no second policy can be created', async ({
  page,
  published,
}) => {
  const outcomes = await page.evaluate(
    ({ worker }) => {
      const attempt = (action: () => unknown): string => {
        try {
          action();
          return 'done';
        } catch (error) {
          return (error as Error).name;
        }
      };
      const script = document.createElement('script');
      const { trustedTypes } = window as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): unknown };
      };
      return {
        innerHTML: attempt(() => {
          document.body.innerHTML = '<img src="x" onerror="document.title = 1">';
        }),
        write: attempt(() => document.write('<p>')),
        text: attempt(() => {
          script.text = 'document.title = 1';
        }),
        address: attempt(() => {
          script.src = '/assets/other.js';
        }),
        otherPolicy: attempt(() => trustedTypes.createPolicy('own', {})),
        secondPolicy: attempt(() => trustedTypes.createPolicy('default', {})),
        publishedAddress: attempt(() => {
          script.src = worker;
        }),
        plainText: attempt(() => document.body.append('text')),
      };
    },
    { worker: published.worker },
  );
  expect(outcomes).toEqual({
    innerHTML: 'TypeError',
    write: 'TypeError',
    text: 'TypeError',
    address: 'TypeError',
    otherPolicy: 'TypeError',
    secondPolicy: 'TypeError',
    publishedAddress: 'done',
    plainText: 'done',
  });
});
