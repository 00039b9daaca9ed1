import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from './people.ts';
import type { ChosenFile } from './pictures.ts';

const attachButton = ({ page }: Person): Locator => page.getByLabel('Attach files');
export const tray = ({ page }: Person): Locator =>
  page.getByRole('group', { name: 'Attached files' });
export const send = ({ page }: Person): Locator =>
  page.getByRole('button', { name: 'Send', exact: true });

/** Chooses files, and waits until they can be sent. */
export async function attach(person: Person, files: readonly ChosenFile[]): Promise<void> {
  await attachButton(person).setInputFiles([...files]);
  for (const { name } of files) {
    await expect(tray(person).getByRole('button', { name: `Remove ${name}` })).toBeVisible();
  }
  await expect(tray(person).getByText('Preparing…')).toBeHidden();
}

export async function sendFiles(person: Person, files: readonly ChosenFile[]): Promise<void> {
  await attach(person, files);
  await send(person).click();
  await expect(tray(person)).toHaveCount(0);
}

export const pictures = (person: Person): Locator =>
  person.history.getByRole('button', { name: /^View / });

/** Scrolls to each picture of the open conversation: only what is near has been decoded. */
export async function expectPictures(person: Person, count: number): Promise<void> {
  await expect(pictures(person)).toHaveCount(count);
  for (const each of await pictures(person).all()) {
    // While messages arrive, the history keeps to its end.
    await expect
      .poll(async () => {
        await each.scrollIntoViewIfNeeded();
        const images = await each.locator('img').all();
        const widths = images.map((image) =>
          image.evaluate((element: HTMLImageElement) => element.naturalWidth),
        );
        return Math.max(0, ...(await Promise.all(widths)));
      })
      .toBeGreaterThan(256);
  }
}

/** Downloads what waits for it. */
export async function download(person: Person): Promise<void> {
  await person.history.getByRole('button', { name: 'Download' }).click();
}

/** The bytes that a click saves. */
export async function saved(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  const arriving = page.waitForEvent('download');
  await button.click();
  const file = await arriving;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}
