import { LANGUAGES, type Language } from '../../src/ui/strings/languages.ts';
import { accessibilityFaults } from './support/accessible.ts';
import { controlBackground, sendToBackground } from './support/background.ts';
import { sendFiles } from './support/file-messages.ts';
import { type Arrival, expect, test } from './support/fixture.ts';
import { onScreen, recordNotifications } from './support/notifications.ts';
import type { Person } from './support/people.ts';
import { picture } from './support/pictures.ts';
import { TranslatedPage } from './support/translated.ts';

/** `alice`, and `Bob Ünal` in another language: his page is in the background and offers notifications. */
async function offeredIn(
  language: Language,
  newPerson: (arrival?: Arrival) => Promise<Person>,
  options: Arrival = {},
) {
  const prepare = async ({ page }: Person): Promise<void> => {
    await controlBackground(page);
    await recordNotifications(page, 'default');
  };
  const { locale } = language.translation.messages;
  const [alice, bob] = await Promise.all([newPerson(), newPerson({ ...options, prepare, locale })]);
  const bobs = new TranslatedPage(bob.page, language);
  await Promise.all([alice.signIn('alice'), bobs.signIn('Bob Ünal')]);
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bobs.accept('alice');
  await sendToBackground(bob.page);
  await alice.send('First');
  return { alice, bob, bobs };
}

for (const language of LANGUAGES) {
  test(`the offer, the settings, muting and the notification of a picture are in ${language.name}, and fit`, async ({
    newPerson,
  }) => {
    const { labels, messages } = language.translation;
    const viewport = { width: 360, height: 740 };
    const { alice, bob, bobs } = await offeredIn(language, newPerson, { viewport });
    const button = (name: string) => bob.page.getByRole('button', { name, exact: true });
    await expect(button(labels.notificationOffer.accept)).toBeVisible();
    expect(await bobs.overflowing()).toEqual([]);
    await button(labels.notificationOffer.accept).click();
    await bobs.openMenu();
    await button(labels.conversation.mute).click();
    await expect(button(labels.mute.always)).toBeVisible();
    expect(await bobs.overflowing()).toEqual([]);
    expect(await accessibilityFaults(bob.page)).toEqual([]);
    await bob.page.keyboard.press('Escape');
    await expect(button(labels.mute.always)).toHaveCount(0);
    await bob.page.goBack();
    await bobs.openSettings();
    await expect(bob.page.getByRole('checkbox', { name: labels.settings.notifies })).toBeChecked();
    expect(await bobs.overflowing()).toEqual([]);
    await bob.page.getByRole('radio', { name: labels.settings.detailText }).check();
    await sendFiles(alice, [await picture(alice.page, 'cat.jpg')]);
    const { photo } = messages.file.label;
    await expect.poll(() => onScreen(bob.page)).toEqual([`alice: ${photo}`]);
  });
}
