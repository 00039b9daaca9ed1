import { FILE_MAX_BYTES, TEXT_MAX_LENGTH } from '../../src/protocol/limits.ts';
import { SHARED_FILES_MAX } from '../../src/ui/browser/offline/shared-content.ts';
import { accessibilityFaults } from './support/accessible.ts';
import { expectPictures, send, tray } from './support/file-messages.ts';
import { test as base, expect } from './support/fixture.ts';
import { type OtherSite, startOtherSite } from './support/other-site.ts';
import { Person } from './support/people.ts';
import { picture } from './support/pictures.ts';
import { whenStored } from './support/service-worker.ts';
import { type Sharing, share } from './support/share.ts';

interface Fixtures {
  other: OtherSite;
  /** Another app shares with a person's page, which is stored and closed. @returns the person in the window that opens */
  shareWith: (person: Person, sharing: Sharing) => Promise<Person>;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  other: async ({}, use) => {
    const other = await startOtherSite();
    await use(other);
    await other.stop();
  },
  shareWith: async ({ other, site }, use) => {
    await use(async (person, sharing) => {
      if (!person.page.isClosed()) await whenStored(person.page);
      const page = await person.openTab(other.address);
      if (!person.page.isClosed()) await person.page.close();
      await share(page, site.address, sharing);
      return new Person(page.context(), page);
    });
  },
});

const dialogOf = ({ page }: Person) => page.getByRole('dialog', { name: 'Share with' });
const choiceOf = (person: Person) =>
  dialogOf(person).getByRole('button', { name: 'Bob Ünal', exact: true });
const LOST = 'What you shared is no longer here.';

test.use({ storesPage: true });

test('pictures that an app shares without the network are among the chosen files, and sent later', async ({
  pair: { alice, bob },
  shareWith,
}) => {
  const context = alice.page.context();
  const files = [
    await picture(alice.page, 'first.png', { type: 'image/png' }),
    await picture(alice.page, 'second.jpg'),
  ];
  alice.page.on('close', () => void context.setOffline(true));
  const opened = await shareWith(alice, { fields: { text: 'Two pictures' }, files });
  await expect(dialogOf(opened)).toContainText('second.jpg');
  await choiceOf(opened).click();
  await expect(opened.composer).toHaveValue('Two pictures');
  for (const { name } of files) await expect(tray(opened)).toContainText(name.slice(0, -4));
  await expect(opened.messagesOf('You')).toHaveText(['Hello']);
  await context.setOffline(false);
  await expect(tray(opened).getByText('Preparing…')).toBeHidden();
  await send(opened).click();
  await expectPictures(bob, files.length);
});

const FAKE = { name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<svg></svg>') };
const REJECTED: Readonly<Record<string, Sharing>> = {
  'a text that is too long': { fields: { text: 'a'.repeat(TEXT_MAX_LENGTH + 1) } },
  'a file that is not a picture': { files: [FAKE] },
  'too many files': { files: Array.from({ length: SHARED_FILES_MAX + 1 }, () => FAKE) },
  'a form that is too large': { bytes: FILE_MAX_BYTES + 2 * 1_048_576 },
};
test('text that an app shares is added to the draft of the chosen conversation; what cannot be shared, or comes from a site, is rejected', async ({
  alice,
  bob,
  shareWith,
  site,
}) => {
  await test.step('text is added to the draft of the chosen conversation, and not sent', async () => {
    const fromNetwork: string[] = [];
    alice.page.context().on('response', (response) => {
      const isPost = response.request().method() === 'POST';
      if (isPost && !response.fromServiceWorker()) fromNetwork.push(response.url());
    });
    await alice.composer.fill('Look:');
    await expect(alice.row('Conversations', 'Bob Ünal')).toContainText('Draft');
    const text = 'An article\nhttps://example.org/article';
    const fields = { title: 'An article', text, url: 'https://example.org/article' };
    const opened = await shareWith(alice, { fields });
    await expect(dialogOf(opened).getByText('An article')).toHaveJSProperty('innerText', text);
    expect(await accessibilityFaults(opened.page)).toEqual([]);
    await choiceOf(opened).click();
    await expect(opened.composer).toHaveValue(`Look:\n${text}`);
    await expect(opened.composer).toBeFocused();
    await expect(opened.messagesOf('Bob Ünal')).toHaveText(['Hello']);
    await expect(opened.messagesOf('You')).toHaveCount(0);
    await opened.composer.press('Enter');
    await bob.texts([`Look:\n${text}`]);
    expect(new URL(opened.page.url()).search).toBe('');
    expect(fromNetwork).toEqual([]);
    expect(opened.complaints).toEqual([]);
    await opened.page.close();
  });

  for (const [what, sharing] of Object.entries(REJECTED)) {
    await test.step(`${what} is rejected, and the dialog says what can be shared`, async () => {
      const opened = await shareWith(alice, sharing);
      await expect(dialogOf(opened)).toContainText(
        'You can share text of up to 10,000 characters, and up to 10 pictures of 104 MB in all.',
      );
      await expect(choiceOf(opened)).toHaveCount(0);
      await dialogOf(opened).getByRole('button', { name: 'Cancel' }).click();
      await expect(dialogOf(opened)).toHaveCount(0);
      await opened.page.close();
    });
  }

  await test.step('nothing is kept of what the user does not pass on', async () => {
    const opened = await shareWith(alice, { fields: { text: 'Unwanted' } });
    await expect(dialogOf(opened)).toContainText('Unwanted');
    await dialogOf(opened).getByRole('button', { name: 'Cancel' }).click();
    await opened.page.goto(`${site.address}/?open=share`);
    await expect(dialogOf(opened)).toContainText(LOST);
    await dialogOf(opened).getByRole('button', { name: 'Cancel' }).click();
    await opened.openConversation('Bob Ünal');
    await expect(opened.composer).toHaveValue('');
    await opened.page.close();
  });

  await test.step('a form that names another site as its sender is not accepted, and no form in a frame', async () => {
    const fields = { text: 'From a site' };
    const opened = await shareWith(alice, { fields, isSigned: true });
    await expect(opened.row('Conversations', 'Bob Ünal')).toBeVisible();
    await expect(dialogOf(opened)).toHaveCount(0);
    const framing = await shareWith(alice, { fields, target: 'frame' });
    for (const { page } of [opened, framing]) {
      await page.goto(`${site.address}/?open=share`);
      const useHere = page.getByRole('button', { name: 'Use here' });
      await useHere.or(page.getByText(LOST)).waitFor();
      if (await useHere.isVisible()) await useHere.click();
      await expect(page.getByText(LOST)).toBeVisible();
    }
  });
});
