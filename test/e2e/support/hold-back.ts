import type { Page } from '@playwright/test';

/** Holds back the answers to requests for some files, until the function that it returns is called. */
export async function holdBack(page: Page, files: string): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(files, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
