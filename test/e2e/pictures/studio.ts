import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { CHROMIUM } from '../../../scripts/toolchain/browsers.ts';
import { findOnPath } from '../../../scripts/toolchain/command.ts';
import { Person } from '../support/people.ts';
import { startLocal } from '../support/servers.ts';

/** A browser and a chat for pictures that people look at. */

export const WIDTHS = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

export const folder = process.argv[2] ?? 'test-results/screens';
const path = process.env[CHROMIUM.variable] ?? findOnPath(CHROMIUM.commands);
export const browser = await chromium.launch({
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  ...(path === undefined ? {} : { executablePath: path }),
});
export const site = await startLocal();
let taken = 0;

/**
 * Takes a picture of a screen, light and dark, on a phone, a tablet and a desktop.
 * @param open opens what is to be seen, at each size, because its place depends on the size
 */
export async function take(page: Page, screen: string, open?: () => Promise<void>): Promise<void> {
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    await open?.();
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      await page.screenshot({ path: join(folder, `${screen}-${size.width}-${colorScheme}.png`) });
      taken++;
    }
    if (open !== undefined) await page.keyboard.press('Escape');
  }
}

/** Opens the page, and signs in if a name is given. */
export async function arrive(name?: string, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const person = new Person(context, await context.newPage());
  await person.page.goto(site.address);
  if (name !== undefined) await person.signIn(name);
  return person;
}

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Takes all pictures, ends the browser and the chat, and says where the pictures are. */
export async function photograph(screens: () => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true });
  try {
    await screens();
  } finally {
    await browser.close();
    await site.stop();
  }
  process.stdout.write(`${taken} screenshots in ${folder}\n`);
}
