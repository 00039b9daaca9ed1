import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PAGE_SOURCE } from '../../src/ui/builder/paths.ts';
import { readPageFiles } from '../../src/ui/server/page-files.ts';
import { ENGLISH, LANGUAGES, type Language } from '../../src/ui/strings/languages.ts';
import { accessibilityFaults } from './support/accessible.ts';
import { controlBackground, sendToBackground } from './support/background.ts';
import { buildOtherPage } from './support/build-page.ts';
import { expect, test } from './support/fixture.ts';
import { onScreen, recordNotifications } from './support/notifications.ts';
import type { Person } from './support/people.ts';
import { picture } from './support/pictures.ts';
import { startInProcess } from './support/servers.ts';
import { TranslatedPage } from './support/translated.ts';

const PHONE = { width: 360, height: 740 };

/** Bob's page is in the background, where it offers notifications. */
async function expectNotifications(alice: TranslatedPage, bob: TranslatedPage, language: Language) {
  const { labels, messages } = language.translation;
  const button = (name: string) => bob.page.getByRole('button', { name, exact: true });
  await sendToBackground(bob.page);
  await alice.send('Bob Ünal', 'First');
  await expect(button(labels.notificationOffer.accept)).toBeVisible();
  expect(await bob.overflowing()).toEqual([]);
  await button(labels.notificationOffer.accept).click();
  await bob.openMenu();
  await button(labels.conversation.mute).click();
  await expect(button(labels.mute.always)).toBeVisible();
  expect(await bob.overflowing()).toEqual([]);
  expect(await accessibilityFaults(bob.page)).toEqual([]);
  await bob.page.keyboard.press('Escape');
  await expect(button(labels.mute.always)).toHaveCount(0);
  await bob.page.goBack();
  await bob.openSettings();
  await expect(bob.page.getByRole('checkbox', { name: labels.settings.notifies })).toBeChecked();
  expect(await bob.overflowing()).toEqual([]);
  await bob.page.getByRole('radio', { name: labels.settings.detailText }).check();
  await alice.sendFile(await picture(alice.page, 'cat.jpg'));
  const { photo } = messages.file.label;
  await expect.poll(() => onScreen(bob.page)).toEqual([`alice: ${photo}`]);
}

async function prepare({ page }: Person): Promise<void> {
  await controlBackground(page);
  await recordNotifications(page, 'default');
}

for (const language of LANGUAGES) {
  test(`two people chat in ${language.name}, and the offer of notifications, the settings, muting and a notification fit a phone`, async ({
    newPerson,
  }) => {
    const { locale } = language.translation.messages;
    const [alice, bob] = (
      await Promise.all([
        newPerson({ locale: language.tag }),
        newPerson({ locale, viewport: PHONE, prepare }),
      ])
    ).map(({ page }) => new TranslatedPage(page, language)) as [TranslatedPage, TranslatedPage];

    await test.step('two people chat', async () => {
      await expect(alice.page.locator('html')).toHaveAttribute('dir', language.direction);
      expect(await bob.overflowing()).toEqual([]);
      await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal')]);
      expect(await bob.overflowing()).toEqual([]);
      await alice.openPerson('Bob Ünal');
      await alice.send('Bob Ünal', 'Hello');
      await bob.accept('alice');
      await bob.send('alice', 'Hello to you');
      await expect(alice.read).toHaveCount(1);
      await bob.openMenu();
      expect(await bob.overflowing()).toEqual([]);
      await bob.page.keyboard.press('Escape');
      await alice.page.reload();
      await alice.openConversation('Bob Ünal');
      await expect(alice.message('Hello to you')).toBeVisible();
      await expect(bob.read).toHaveCount(1);
    });

    await test.step('notifications are offered, explained, muted and shown', () =>
      expectNotifications(alice, bob, language));
  });
}

test('a language chosen in the settings stays, until the browser decides again', async ({
  newPerson,
}) => {
  const { page } = await newPerson({ locale: 'en-GB' });
  const [english, finnish] = [ENGLISH, LANGUAGES.find(({ tag }) => tag === 'fi') ?? ENGLISH].map(
    (language) => new TranslatedPage(page, language),
  ) as [TranslatedPage, TranslatedPage];
  await english.signIn('alice');
  await english.openSettings();
  await english.languages.selectOption('fi');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fi');
  await expect(finnish.languages).toHaveValue('fi');
  await page.reload();
  await expect(finnish.languages).toHaveValue('fi');
  await finnish.languages.selectOption('');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(english.languages).toHaveValue('');
});

/** Each text, longer by a third. */
function lengthen<T>(text: T): T {
  if (typeof text !== 'string') {
    const entries = Object.entries(text as object).map(([key, part]) => [key, lengthen(part)]);
    return Object.fromEntries(entries) as T;
  }
  return `${text} ${'øæ'.repeat(Math.ceil(text.length / 6))}` as T;
}

/** English, longer by a third. */
const LONG: Language = {
  ...ENGLISH,
  translation: {
    ...ENGLISH.translation,
    labels: lengthen(ENGLISH.translation.labels),
    messages: {
      ...lengthen(ENGLISH.translation.messages),
      locale: ENGLISH.translation.messages.locale,
    },
  },
};

const lengthened = test.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  site: async ({}, use) => {
    const out = await mkdtemp(join(tmpdir(), 'live-chat-long-'));
    await buildOtherPage({ source: PAGE_SOURCE, out, languages: [LONG] });
    const site = await startInProcess(await readPageFiles(out));
    await use(site);
    await site.stop();
    await rm(out, { recursive: true });
  },
});

lengthened('texts that are a third longer fit on a phone', async ({ newPerson }) => {
  const open = async (): Promise<TranslatedPage> =>
    new TranslatedPage((await newPerson({ viewport: PHONE })).page, LONG);
  const [alice, bob] = await Promise.all([open(), open()]);
  expect(await alice.overflowing()).toEqual([]);
  await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal')]);
  expect(await alice.overflowing()).toEqual([]);
  await bob.openSettings();
  expect(await bob.overflowing()).toEqual([]);
  await bob.page.goBack();
  await alice.openPerson('Bob Ünal');
  await alice.send('Bob Ünal', 'Hello');
  expect(await alice.overflowing()).toEqual([]);
  await bob.accept('alice');
  await expect(alice.read).toHaveCount(1);
  await bob.openMenu();
  expect(await bob.overflowing()).toEqual([]);
  // Positive control: the check finds a text without room.
  await alice.page.getByRole('main').evaluate((main) => {
    const wide = document.createElement('p');
    wide.style.cssText = 'inline-size: 40px; white-space: nowrap; overflow: hidden';
    wide.textContent = 'More than fits here';
    main.append(wide);
  });
  expect(await alice.overflowing()).toHaveLength(1);
});
