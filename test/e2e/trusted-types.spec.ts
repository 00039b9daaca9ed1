import type { Page } from '@playwright/test';
import { expect, test } from './support/fixture.ts';

const WORKER = `self.postMessage('started');`;

/** What the build published, as the page names it. */
interface Published {
  /** The worker that scales photos. */
  readonly worker: string;
  /** A script of the page that is not a worker. */
  readonly script: string;
}

const readPublished = (page: Page): Promise<Published> =>
  page.evaluate(() => {
    const template = document.querySelector<HTMLTemplateElement>('template#photo-worker');
    const link = template?.content.querySelector('link');
    const script = document.querySelector('script[src*="/main-"]');
    return {
      worker: link?.getAttribute('href') ?? '',
      script: script?.getAttribute('src') ?? '',
    };
  });

/** Starts a worker from an address; returns whether it answers, or the name of the error. */
const startWorker = (page: Page, address: string): Promise<string> =>
  page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        try {
          const worker = new Worker(url, { type: 'module' });
          worker.onmessage = () => resolve('started');
          worker.onerror = () => resolve('failed to load');
          // A photo that cannot be decoded.
          worker.postMessage({ content: new Blob([]), type: 'image/png', maxSide: 1 });
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

test.use({ storesPage: true });

test('only published workers start, and no string becomes markup, script or another address', async ({
  newPerson,
  site: { address },
}) => {
  const { page } = await newPerson();
  await page.getByRole('textbox', { name: 'Your name' }).waitFor();
  const { worker, script } = await readPublished(page);

  await test.step("published workers and the page's own service worker start", async () => {
    expect(await startWorker(page, worker)).toBe('started');
    expect(await registerServiceWorker(page, worker)).toBe('registered');
    expect(await registerServiceWorker(page, '/service-worker.js')).toBe('registered');
  });

  await test.step('no other address starts a worker or a service worker', async () => {
    for (const other of [
      script,
      worker.replace(/-\w+\.js$/, '-AAAAAAAA.js'),
      `${worker}?x`,
      `${worker}#x`,
      `/assets/..${worker}`,
      `${address}${worker}`,
      '/service-worker.js?x',
      '/other/service-worker.js',
      'https://example.org/assets/photo.worker-AAAAAAAA.js',
      `data:text/javascript,${WORKER}`,
      await page.evaluate((text) => URL.createObjectURL(new Blob([text])), WORKER),
    ]) {
      expect(await startWorker(page, other), other).toBe('TypeError');
      expect(await registerServiceWorker(page, other), other).toBe('TypeError');
    }
  });

  await test.step('no string becomes markup or script, and no second policy can be created', async () => {
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
      { worker },
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

  await test.step("without the page's policy no address starts a worker", async () => {
    await page.route('**/main-*.js', (route) => route.abort());
    await page.reload();
    await page.getByRole('link', { name: 'Try again' }).waitFor();
    expect(await startWorker(page, worker)).toBe('TypeError');
  });
});
