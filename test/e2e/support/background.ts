import type { Page } from '@playwright/test';

/**
 * Lets a test send a page to the background and back. The headless browser treats every page as visible
 * and focused, so this replaces what the browser reports.
 */
export async function controlBackground(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let isAway = false;
    Object.defineProperty(document, 'visibilityState', {
      get: () => (isAway ? 'hidden' : 'visible'),
    });
    document.hasFocus = () => !isAway;
    Object.assign(window, {
      setAway: (away: boolean) => {
        isAway = away;
        document.dispatchEvent(new Event('visibilitychange'));
        dispatchEvent(new Event(away ? 'blur' : 'focus'));
      },
    });
  });
}

const setAway = (page: Page, away: boolean): Promise<void> =>
  page.evaluate((value) => {
    (Reflect.get(window, 'setAway') as (away: boolean) => void)(value);
  }, away);

export const sendToBackground = (page: Page): Promise<void> => setAway(page, true);
export const bringBack = (page: Page): Promise<void> => setAway(page, false);
