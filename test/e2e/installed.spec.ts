import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SHARE_ADDRESS } from '../../src/ui/browser/offline/shared-content.ts';
import { expect, test } from './support/fixture.ts';
import { isServedOffline, readAbout, storedBuilds, whenStored } from './support/service-worker.ts';

const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

test.use({ storesPage: true });

test('with the server stopped, a fresh tab shows history and draft, and what is written there is delivered later', async ({
  alice,
  bob,
  site,
}) => {
  await whenStored(alice.page);
  await alice.composer.fill('Half a sentence');
  await site.kill('SIGKILL');
  await alice.page.close();
  const page = await alice.openTab(site.address);
  await page.getByRole('region', { name: 'Conversations' }).getByRole('button').click();
  await expect(page.getByRole('log')).toContainText('Hello');
  const later = page.getByText('You’ll see who is online once you’re connected.');
  await expect(later).toBeVisible();
  const composer = page.getByRole('textbox', { name: 'Message Bob Ünal' });
  await expect(composer).toHaveValue('Half a sentence');
  await composer.fill('Written without a server');
  await composer.press('Enter');
  await expect(page.getByRole('img', { name: 'Waiting', exact: true })).toHaveCount(1);
  // What is loaded on demand is there, too.
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await page.goBack();
  await site.restart();
  await bob.texts(['Written without a server']);
  await expect(later).toBeHidden();
  expect(await storedBuilds(page)).toHaveLength(1);
});

test('the page comes in the chosen language without the network, otherwise in that of the browser', async ({
  newPerson,
}) => {
  const person = await newPerson({ locale: 'fi-FI' });
  const { page } = person;
  await page.getByRole('textbox', { name: 'Nimesi' }).fill('alice');
  await page.getByRole('button', { name: 'Aloita keskustelu' }).click();
  await page.getByRole('region', { name: 'Ihmiset' }).waitFor();
  // Somebody who comes back keeps the page.
  await page.reload();
  await page.getByRole('region', { name: 'Ihmiset' }).waitFor();
  await whenStored(page);
  await person.goOffline();
  await page.reload();
  await page.getByRole('button', { name: 'Asetukset' }).click();
  await page.getByRole('combobox', { name: 'Kieli' }).selectOption('de');
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('');
  await expect(page.getByRole('heading', { name: 'Asetukset' })).toBeVisible();
  expect(await isServedOffline(page)).toBe(true);
});

test('the manifest is complete, its shortcuts open what they name, and a stored page has digests and offers itself to other apps', async ({
  newPerson,
  builtPage,
  site,
}) => {
  const alice = await newPerson();
  await alice.signIn('alice');
  const { page } = alice;
  const session = await page.context().newCDPSession(page);
  const readManifest = async () => {
    const { errors, data = '' } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect((await session.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
    return JSON.parse(data);
  };
  const manifest = await readManifest();

  await test.step('the manifest is complete, and its shortcuts open what they name', async () => {
    expect(manifest).toMatchObject({ id: '/', start_url: '/', display: 'standalone', lang: 'en' });
    for (const { src, sizes, type } of manifest.icons.slice(1)) {
      const response = await page.request.get(`${site.address}${src}`);
      expect(response.headers()['content-type']).toBe(type);
      // PNG (W3C), 11.2.1: width and height are the first fields of the first chunk.
      const header = (await response.body()).subarray(16, 24);
      expect(`${header.readUInt32BE(0)}x${header.readUInt32BE(4)}`).toBe(sizes);
    }
    const [invite, settings] = manifest.shortcuts;
    await page.goto(`${site.address}${settings.url}`);
    await expect(page.getByRole('heading', { name: settings.name })).toBeVisible();
    await page.goto(`${site.address}${invite.url}`);
    await expect(page.getByRole('dialog', { name: 'Invite someone' })).toBeVisible();
    expect(new URL(page.url()).search).toBe('');
  });

  // Somebody who comes back keeps the page.
  await page.goto(site.address);
  await alice.list('People').waitFor();
  await whenStored(page);
  await page.reload();
  expect(await isServedOffline(page)).toBe(true);

  await test.step('the page offers itself to other apps only when it comes from the service worker', async () => {
    await expect(page.locator('link[rel=manifest]')).toHaveAttribute('href', /sharing/);
    const { share_target: target, ...rest } = await readManifest();
    expect(rest).toEqual(manifest);
    expect(target).toMatchObject({ action: SHARE_ADDRESS, method: 'POST' });
  });

  await test.step('Settings shows the digests of the page and of the build in use', async () => {
    await page.getByRole('button', { name: 'Settings' }).click();
    const index = await sha256(join(builtPage.root, 'index.html'));
    const worker = await sha256(join(builtPage.root, 'service-worker.js'));
    expect(await readAbout(page, 'Page digest (SHA-256)')).toBe(index);
    expect(await readAbout(page, 'Build digest (SHA-256)')).toBe(worker);
  });
});
