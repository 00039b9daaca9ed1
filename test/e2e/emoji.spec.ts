import type { Locator, Page } from '@playwright/test';
import { LANGUAGES } from '../../src/ui/strings/languages.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixture.ts';
import { message, openOptions } from './support/message-menu.ts';
import { whenStored } from './support/service-worker.ts';
import { TranslatedPage } from './support/translated.ts';

const picker = (page: Page): Locator => page.getByRole('dialog', { name: 'Emoji', exact: true });
const emoji = (page: Page, name: string): Locator =>
  picker(page).getByRole('button', { name, exact: true });
const suggestions = (page: Page): Locator => page.getByRole('listbox', { name: 'Suggested emoji' });

test('an emoji is chosen with the keyboard alone, in a skin tone, and is offered first next time', async ({
  alice,
}) => {
  const { page } = alice;
  const button = page.getByRole('button', { name: 'Emoji', exact: true });
  await alice.composer.fill('Well done');
  await alice.composer.press('Home');
  await button.press('Enter');
  const search = picker(page).getByRole('searchbox', { name: 'Search emoji' });
  await expect(search).toBeFocused();
  await expect(emoji(page, 'thumbs up')).toBeVisible();
  await expectAccessible(page, 'emoji');

  // Arrow keys lead from the search to the emoji and back, and Tab to the categories.
  await page.keyboard.press('ArrowDown');
  await expect(emoji(page, 'thumbs up')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(emoji(page, 'red heart')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(search).toBeFocused();
  await picker(page).getByRole('tab', { selected: true }).focus();
  await page.keyboard.press('End');
  await expect(picker(page).getByRole('tab', { name: 'Flags' })).toBeFocused();
  await expect(picker(page).getByRole('group', { name: 'Flags' })).toBeVisible();
  await expect(emoji(page, 'Finland')).toHaveText('🇫🇮');

  await picker(page).getByRole('combobox', { name: 'Skin tone' }).selectOption('🏽');
  await search.fill('thumbs');
  await expect(emoji(page, 'thumbs down')).toHaveText('👎🏽');
  await search.fill('nothing is called so');
  await expect(picker(page).getByText('No emoji found.')).toBeVisible();
  await search.fill('thumbs down');
  await search.press('Enter');
  await expect(picker(page)).toHaveCount(0);
  await expect(alice.composer).toBeFocused();
  await expect(alice.composer).toHaveValue('👎🏽Well done');

  await page.reload();
  await button.press('Enter');
  await expect(search).toBeFocused();
  await expect(picker(page).getByRole('group').getByRole('button').first()).toHaveText('👎🏽');
  await page.keyboard.press('Escape');
  await expect(picker(page)).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('any emoji can be a reaction, and a name after a colon is completed in the composer', async ({
  alice,
  bob,
}) => {
  await test.step('any emoji can be a reaction, chosen with the keyboard', async () => {
    const menu = await openOptions(alice, 'Hello');
    await menu.getByRole('button', { name: 'More emoji' }).press('Enter');
    const search = picker(alice.page).getByRole('searchbox', { name: 'Search emoji' });
    await expect(search).toBeFocused();
    await alice.page.keyboard.type('sparkles');
    await expect(emoji(alice.page, 'sparkles')).toBeVisible();
    await alice.page.keyboard.press('Enter');
    await expect(message(alice, 'Hello').getByRole('button', { name: /✨/ })).toBeVisible();
    await bob.reaction('Hello', '✨');
    await expect(alice.composer).toHaveValue('');
  });

  await test.step('a name after a colon is completed in the composer', async () => {
    const { page, composer } = alice;
    // The code for it comes with that of all dialogs.
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await expect(emoji(page, 'thumbs up')).toBeVisible();
    await page.keyboard.press('Escape');

    await composer.focus();
    await page.keyboard.type('Hi :spark');
    const options = suggestions(page).getByRole('option');
    await expect(options.filter({ hasText: /sparkles$/ })).toBeVisible();
    await expect(composer).toBeFocused();
    await expectAccessible(page, 'suggested emoji');
    const first = await options.first().textContent();
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowUp');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(composer).toHaveAttribute(
      'aria-activedescendant',
      (await options.first().getAttribute('id')) ?? '',
    );
    await page.keyboard.press('Enter');
    await expect(suggestions(page)).toBeHidden();
    await expect(composer).toHaveValue(`Hi ${first?.split(' ')[0]}`);

    // Escape closes the list and nothing else; Enter sends then.
    await page.keyboard.type(' :thumbs');
    await expect(suggestions(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(suggestions(page)).toBeHidden();
    await page.keyboard.press('Enter');
    await expect(alice.messagesOf('You').last()).toContainText(':thumbs');
    await composer.fill(':)');
    await expect(suggestions(page)).toBeHidden();
    await composer.fill(':thumbsup');
    await expect(options.first()).toContainText('thumbs up');
    await options.first().click();
    await expect(composer).toHaveValue('👍');

    // A short code of other chats becomes its emoji at the second colon, and other text between colons stays.
    await composer.fill('');
    await page.keyboard.type('Done :tada: :-1: :nothing: 12:30:');
    await expect(composer).toHaveValue('Done 🎉 👎 :nothing: 12:30:');
  });
});

test.describe('with the page stored', () => {
  test.use({ storesPage: true });

  test('in Arabic, emoji have their names, arrows follow the script, and it works offline', async ({
    newPerson,
    bob,
  }) => {
    const arabic = LANGUAGES.find(({ tag }) => tag === 'ar');
    if (arabic === undefined) throw new Error('There is no Arabic');
    const { emoji: labels } = arabic.translation.labels;
    const person = await newPerson({ locale: 'ar' });
    const { page } = person;
    const alice = new TranslatedPage(page, arabic);
    await alice.signIn('alice');
    await alice.openPerson('Bob Ünal');
    await alice.send('Bob Ünal', 'مرحبا');
    await bob.accept('alice');
    await bob.read('مرحبا');
    await expect(alice.read).toHaveCount(1);
    await whenStored(page);
    await page.reload();
    await alice.composer('Bob Ünal').waitFor();
    await person.goOffline();

    await page.getByRole('button', { name: labels.title, exact: true }).press('Enter');
    const dialog = page.getByRole('dialog', { name: labels.title });
    await expect(dialog.getByRole('searchbox', { name: labels.search })).toBeFocused();
    await page.keyboard.type('فنلندا');
    await expect(dialog.getByRole('button', { name: 'فنلندا' })).toHaveText('🇫🇮');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.press('ArrowDown');
    const cells = dialog.getByRole('group').getByRole('button');
    await expect(cells.first()).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(cells.nth(1)).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(cells.first()).toBeFocused();
    await expectAccessible(page, 'emoji in Arabic');
    await page.keyboard.press('Enter');
    await expect(alice.composer('Bob Ünal')).toHaveValue('👍');
    await page.keyboard.type(' :قلب');
    await expect(page.getByRole('listbox', { name: labels.suggestions })).toContainText('قلب');
    await page.keyboard.press('Tab');
    await expect(alice.composer('Bob Ünal')).toHaveValue('👍 ❤️');
  });
});
