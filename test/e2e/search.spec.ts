import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import { storeLongHistory } from './support/long-history.ts';
import { message } from './support/message-menu.ts';
import type { Person } from './support/people.ts';
import { readRawStorage, secretsIn } from './support/raw-storage.ts';

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Search messages' });
const field = (page: Page): Locator => page.getByRole('searchbox', { name: 'Search messages' });
const results = (page: Page): Locator => dialog(page).getByRole('listitem').getByRole('button');

async function search({ page }: Person, query: string): Promise<Locator> {
  if (!(await dialog(page).isVisible())) await page.keyboard.press('Control+f');
  await field(page).fill(query);
  return results(page);
}

test('messages are found in all conversations or in one, and those of requests once they are accepted', async ({
  alice,
  bob,
  newStranger,
}) => {
  const request = async (name: string, text: string): Promise<void> => {
    await (await newStranger(name)).request('alice', text);
    await expect(alice.row('Message requests', name)).toBeVisible();
  };
  await request('dave', 'A zebra before the search');

  await test.step('messages are found by parts of words, and opened in their place', async () => {
    await request('carol', 'Meet at the Café');
    await alice.accept('carol');
    await bob.send('The cafeteria is closed');
    await alice.openConversation('Bob Ünal');
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(2);
    await alice.send('Which CAFE?');
    const { page } = alice;

    // A visible control in the conversation: only its own messages are searched.
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'Search messages…' }).click();
    await expect(field(page)).toBeFocused();
    await page.keyboard.type('cafe');
    await expect(results(page)).toHaveCount(2);
    await expect(results(page).first()).toContainText('You: Which CAFE?');
    await page.getByRole('checkbox', { name: 'Only this conversation' }).uncheck();
    await expect(results(page)).toHaveCount(3);
    await field(page).fill('clos caf');
    await expect(results(page)).toHaveCount(1);
    await expect(dialog(page)).toContainText('Messages found: 1');
    await field(page).fill('clos carol');
    await expect(dialog(page)).toContainText('No messages found.');

    // Arrow keys lead to a message of another conversation, and Enter opens it there.
    await field(page).fill('cafe');
    await expect(results(page)).toHaveCount(3);
    await field(page).press('ArrowDown');
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowDown');
    await expect(results(page).nth(2)).toBeFocused();
    await expect(results(page).nth(2)).toContainText('carol');
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toHaveCount(0);
    await expect(alice.composer).toHaveAccessibleName('Message carol');
    await expect(message(alice, 'Meet at the Café')).toBeFocused();

    // The visible control beside the settings searches everything when no conversation is open.
    await page.keyboard.press('Escape');
    await expect(alice.composer).toHaveCount(0);
    await page.getByRole('button', { name: 'Search messages' }).click();
    await expect(page.getByRole('checkbox', { name: 'Only this conversation' })).toBeHidden();
    await field(page).fill('cafe');
    await expect(results(page)).toHaveCount(3);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Search messages' })).toBeFocused();
  });

  await test.step('the key opens the search again before the browser has said that it was closed', async () => {
    await alice.page.keyboard.press('Control+f');
    await expect(field(alice.page)).toBeFocused();
    await field(alice.page).evaluate((input) => {
      input.closest('dialog')?.close();
      const key = { key: 'f', ctrlKey: true, bubbles: true, cancelable: true };
      input.ownerDocument.body.dispatchEvent(new KeyboardEvent('keydown', key));
    });
    await expect(field(alice.page)).toBeFocused();
    await alice.page.keyboard.press('Escape');
  });

  await test.step('the text of a request is found once the request is accepted', async () => {
    await expect(await search(alice, 'zebra')).toHaveCount(0);
    await alice.page.keyboard.press('Escape');
    await request('erin', 'A zebra after it');
    await alice.page.keyboard.press('Escape');
    await expect(await search(alice, 'zebra')).toHaveCount(0);
    await expect(dialog(alice.page)).toContainText('No messages found.');
    await alice.page.keyboard.press('Escape');
    await alice.accept('dave');
    await alice.accept('erin');
    await alice.page.keyboard.press('Escape');
    await expect(await search(alice, 'zebra')).toHaveCount(2);
  });
});

test('what was deleted or worded differently is not found, and nothing that was searched is readable in the storage', async ({
  alice,
  bob,
  site,
}) => {
  await test.step('what was deleted or worded differently is not found, and what arrives during the search is', async () => {
    await bob.sendAll(['A secret plan', 'Another secret']);
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(3);
    await expect(await search(alice, 'secret')).toHaveCount(2);
    await alice.page.keyboard.press('Escape');
    await bob.deleteForBoth('A secret plan');
    await bob.edit('Another secret', 'No mystery');
    await expect(message(alice, 'No mystery')).toBeVisible();
    await expect(message(alice, 'Message deleted')).toBeVisible();
    await search(alice, 'secret');
    await expect(dialog(alice.page)).toContainText('No messages found.');
    await expect(await search(alice, 'mystery')).toHaveCount(1);
    await alice.page.keyboard.press('Escape');
    await alice.page.reload();
    await alice.composer.waitFor();
    await search(alice, 'secret');
    await expect(dialog(alice.page)).toContainText('No messages found.');
    await expect(await search(alice, 'mystery')).toHaveCount(1);
  });

  await test.step('a search leaves nothing readable in the storage', async () => {
    await alice.page.keyboard.press('Escape');
    await alice.send('vermilion hedgehogs');
    // What is listed depends on when the query was typed.
    await expect(alice.arrived).toHaveCount(1);
    await expect(await search(alice, 'vermilion')).toHaveCount(1);
    await alice.page.keyboard.press('Escape');
    await alice.page.goto(`${site.address}/nothing-is-here`);
    const readable = async (): Promise<string[]> =>
      (await readRawStorage(alice.page)).flatMap(({ key, text }) =>
        secretsIn(`${key} ${text}`.toLowerCase(), ['vermilion', 'hedgehog']),
      );
    expect((await readRawStorage(alice.page)).length).toBeGreaterThan(5);
    expect(await readable()).toEqual([]);
    // Positive control: an index that is stored as it is would be found.
    await alice.page.evaluate(() => localStorage.setItem('index', '{"vermilion":[1]}'));
    expect(await readable()).toEqual(['vermilion']);
  });
});

test('an old message is opened in its place in a long history', async ({ alice }) => {
  await storeLongHistory(alice, 'Bob Ünal', 1_500);
  const found = await search(alice, 'message 7');
  await expect(found).toHaveCount(50);
  await alice.page.getByRole('button', { name: 'Show more' }).click();
  await expect(found).toHaveCount(100);
  await expect(await search(alice, 'message 123')).toHaveCount(12);
  await results(alice.page).last().click();
  const target = message(alice, /^message 123( |$)/);
  await expect(target).toBeFocused();
  await expect(target).toBeInViewport();
});

test('characters with marks are the same as without, as the language has it, and results follow the conversation', async ({
  newPerson,
}) => {
  const [bob, aino] = [await newPerson(), await newPerson({ locale: 'fi' })];
  await bob.signIn('Bob Ünal');
  const { page } = aino;
  await page.getByRole('textbox').fill('Aino');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Bob Ünal' }).click();
  await page.getByRole('textbox').last().fill('Tällä kertaa café');
  await page.keyboard.press('Enter');
  await bob.accept('Aino');
  await page.keyboard.press('Control+f');
  const query = page.getByRole('searchbox', { name: 'Hae viesteistä' });
  const found = page.getByRole('dialog').getByRole('listitem');
  await query.fill('talla');
  await expect(page.getByText('Viestejä ei löytynyt.')).toBeVisible();
  await query.fill('tällä CAFE');
  await expect(found).toHaveCount(1);
  await page.keyboard.press('Escape');
  await bob.page.keyboard.press('Control+f');
  await field(bob.page).fill('talla');
  await expect(results(bob.page)).toHaveCount(1);
  await bob.page.keyboard.press('Escape');
  // The direction of a result is that of its text, also after “You:” in another script.
  await bob.send('قهوة cafeteria');
  await search(bob, 'cafeteria');
  await expect(results(bob.page).getByText('cafeteria', { exact: true })).toHaveCSS(
    'direction',
    'rtl',
  );
  // What comes while the dialog is open is found as well.
  await page.getByRole('textbox').last().fill('Toinen cafeteria');
  await page.keyboard.press('Enter');
  await expect(results(bob.page)).toHaveCount(2);
});
