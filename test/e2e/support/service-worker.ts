import type { Page } from '@playwright/test';
import { expect } from './fixture.ts';

/** Resolves when a page's browser has a complete build: the next page comes from there. */
export const whenStored = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });

/** The builds that are stored, by the names of their caches. */
export const storedBuilds = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('build-')));

/** Whether a service worker serves a page. */
export const isServedOffline = (page: Page): Promise<boolean> =>
  page.evaluate(() => navigator.serviceWorker.controller !== null);

/** The browser looks for a newer worker. @returns the state of the one it finds, once that is final */
export const lookForUpdate = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    try {
      await registration.update();
    } catch {
      return 'not found';
    }
    const worker = registration.installing ?? registration.waiting;
    if (worker === null) return 'none';
    const isFinal = () => worker.state === 'installed' || worker.state === 'redundant';
    while (!isFinal()) {
      await new Promise((resolve) => {
        worker.addEventListener('statechange', resolve, { once: true });
      });
    }
    return worker.state;
  });

/** Opens the settings and reads a line of their last part. */
export async function readAbout(page: Page, term: string): Promise<string> {
  const about = page.getByRole('region', { name: 'About' });
  const definition = about.locator('div', { has: page.getByText(term, { exact: true }) });
  await expect(definition.getByRole('definition')).not.toBeEmpty();
  return (await definition.getByRole('definition').textContent()) ?? '';
}
