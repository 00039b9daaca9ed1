import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import { holdBack } from './support/hold-back.ts';

const title = (page: Page): Locator => page.getByRole('heading', { name: 'Settings' });
const opener = (page: Page): Locator => page.getByRole('button', { name: 'Settings' });

test('settings are a history entry: a reload keeps them open, the back button closes them', async ({
  newPerson,
}) => {
  const alice = await newPerson({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  await alice.signIn('alice');
  const { page } = alice;
  await opener(page).click();
  await expect(title(page)).toBeVisible();
  await expect(alice.list('People')).toBeHidden();
  await page.reload();
  await expect(title(page)).toBeVisible();
  await page.goBack();
  await expect(alice.list('People')).toBeVisible();
  await expect(title(page)).toHaveCount(0);
});

test('settings work with the keyboard and beside conversations; the chosen appearance survives a reload; about shows the version, the digest that scripts/asset-digests prints, and the licences of what the page contains', async ({
  newPerson,
  bob,
  site,
}) => {
  const alice = await newPerson({ colorScheme: 'light' });
  const { page, complaints } = alice;

  await test.step('settings open and close with the keyboard, and the focus returns', async () => {
    await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused();
    await page.keyboard.type('alice');
    await page.keyboard.press('Enter');
    await opener(page).focus();
    await page.keyboard.press('Enter');
    await expect(title(page)).toBeFocused();
    await page.getByRole('button', { name: 'Sign out…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Sign out and erase everything?' });
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Sign out…' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(title(page)).toHaveCount(0);
    await expect(opener(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign out…' }).press('Enter');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    // As fast as a keyboard can: the second one closes the settings.
    await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Escape')]);
    await expect(title(page)).toHaveCount(0);
    await expect(dialog).toHaveCount(0);
    expect(complaints).toEqual([]);
  });

  await bob.openPerson('alice');
  await bob.send('Hello');
  await alice.accept('Bob Ünal');

  await test.step('opening a conversation closes the settings, and vice versa', async () => {
    await opener(page).click();
    await expect(title(page)).toBeVisible();
    await expect(alice.composer).toHaveCount(0);
    await alice.openConversation('Bob Ünal');
    await expect(title(page)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(alice.composer).toHaveCount(0);
    await expect(title(page)).toHaveCount(0);
  });

  await test.step('a conversation that is opened while the settings are being loaded stays open', async () => {
    await page.reload();
    await alice.list('People').waitFor();
    const code = '**/dialog-components-*.js';
    const release = await holdBack(page, code);
    const request = page.waitForRequest(code);
    await opener(page).click();
    await request;
    await alice.openConversation('Bob Ünal');
    release();
    // What shows a dialog has arrived with what shows the settings.
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(title(page)).toHaveCount(0);
    await expect(alice.composer).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('signing out asks first, and can be cancelled', async () => {
    await opener(page).click();
    await page.getByRole('button', { name: 'Sign out…' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
    await expect(alice.row('Conversations', 'Bob Ünal')).toBeVisible();
  });

  await test.step('the chosen appearance survives a reload', async () => {
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await opener(page).click();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await expect.poll(background).not.toBe(light);
    const dark = await background();
    await page.reload();
    await alice.list('People').waitFor();
    await expect.poll(background).toBe(dark);
    await page.emulateMedia({ colorScheme: 'dark' });
    await opener(page).click();
    await page.getByRole('radio', { name: 'Light' }).check();
    await expect.poll(background).toBe(light);
  });

  await test.step('version and digest', async () => {
    const html = Buffer.from(await (await fetch(site.address)).arrayBuffer());
    const digest = createHash('sha256').update(html).digest('hex');
    await expect(page.getByRole('code')).toHaveText(digest);
    const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest);
    await expect(page.getByRole('definition').first()).toHaveText(version);
  });

  await test.step('licences', async () => {
    const link = page.getByRole('link', { name: 'Licences of the software in this page' });
    const response = await page.request.get(`${site.address}${await link.getAttribute('href')}`);
    expect(response.headers()['content-type']).toBe('text/plain; charset=utf-8');
    const text = await response.text();
    for (const name of ['@alpinejs/csp', 'socket.io-client', 'valibot', 'cldr-annotations-full']) {
      expect(text).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
    }
    expect(text).toContain('Caleb Porzio');
    // What only runs on the server is not part of the page.
    expect(text).not.toMatch(/^koa /m);
  });
});
