import { expect, test } from './support/fixture.ts';

test('everything works with the keyboard alone', async ({ newPerson, newStranger }) => {
  const [alice, bob] = [await newPerson(), await newPerson()];
  await bob.signIn('Bob Ünal');
  await newStranger('carol');
  const { page } = alice;
  await page.keyboard.type('alice');
  await page.keyboard.press('Enter');
  await expect(alice.row('People', 'carol')).toBeVisible();

  const search = page.getByRole('searchbox', { name: 'Search people' });
  await test.step('Enter in the search opens the person of that name, and an arrow key moves to the rows', async () => {
    await search.press('ArrowDown');
    await expect(alice.row('People', 'carol')).toBeFocused();
    // Carol signed in last and is first in the list until the relay has found Bob.
    await search.focus();
    await page.keyboard.type('bob');
    await page.keyboard.press('Enter');
    await expect(alice.composer).toHaveAccessibleName('Message Bob Ünal');
    await search.fill('nobody of that name');
    await search.press('Enter');
    await expect(page.getByText('Nobody online matches')).toBeVisible();
    await expect(alice.composer).toHaveAccessibleName('Message Bob Ünal');
    await search.fill('');
    await expect(alice.row('People', 'carol')).toBeVisible();
    // Whoever opens another conversation before the relay has answered stays there. In one task: it answers later.
    const carol = await alice.row('People', 'carol').elementHandle();
    await search.evaluate((field, row) => {
      if (!(field instanceof HTMLInputElement && row instanceof HTMLElement)) return;
      field.value = 'bob';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      row.click();
    }, carol);
    await expect(alice.row('People', 'carol')).toHaveCount(0);
    await search.fill('');
    await expect(alice.row('People', 'carol')).toBeVisible();
    await expect(alice.composer).toHaveAccessibleName('Message carol');
    await alice.composer.press('Escape');
    await expect(alice.composer).toHaveCount(0);
    await expect(alice.row('People', 'carol')).toBeVisible();
  });

  await page.keyboard.press('Control+k');
  await expect(search).toBeFocused();
  await page.keyboard.type('BOB');
  await expect(alice.row('People', 'carol')).toHaveCount(0);
  await page.keyboard.press('Tab');
  await expect(alice.row('People', 'Bob Ünal')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(alice.composer).toBeFocused();
  await page.keyboard.type('Hello');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('Bob');
  await page.keyboard.press('Enter');
  await expect(alice.messagesOf('You')).toHaveText('Hello\nBob', { useInnerText: true });

  await bob.row('Message requests', 'alice').focus();
  await bob.page.keyboard.press('Enter');
  // The card takes the focus once it appears; an earlier key press would go elsewhere.
  await expect(bob.page.getByRole('heading', { name: 'alice wants to chat' })).toBeFocused();
  await bob.page.keyboard.press('Tab');
  await expect(bob.page.getByRole('button', { name: 'Accept' })).toBeFocused();
  await bob.page.keyboard.press('Enter');
  await expect(bob.composer).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(alice.composer).toHaveCount(0);
  await expect(alice.row('Conversations', 'Bob Ünal')).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(alice.row('People', 'carol')).toBeVisible();
});

test('menus, help, commands and lists work with the keyboard, and messages are announced', async ({
  alice,
  bob,
  newStranger,
}) => {
  const { page } = alice;

  await test.step('Escape closes a menu and returns the focus', async () => {
    const more = page.getByRole('button', { name: 'More options' });
    await more.press('Enter');
    await expect(more).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
    await expect(more).toBeFocused();
    await expect(more).toHaveAttribute('aria-expanded', 'false');
    await expect(alice.history).toBeVisible();
  });

  await test.step('arriving messages and sent messages are announced once', async () => {
    const announced = (text: string) =>
      alice.page.getByRole('paragraph').filter({ hasText: new RegExp(`^${text}$`) });
    await bob.send('Are you there?');
    await expect(announced('Bob Ünal: Are you there\\?')).toHaveCount(1);
    await alice.send('Yes');
    await expect(alice.messagesOf('You')).toHaveText(['Yes']);
    await expect(announced('Message sent')).not.toHaveCount(0);
    await alice.page.keyboard.press('Escape');
    await bob.send('Good');
    await expect(announced('New message from Bob Ünal')).toHaveCount(1);
  });

  await test.step('a question mark lists the keys, but not where it is text; the settings list them as well', async () => {
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await alice.openConversation('Bob Ünal');
    await alice.composer.press('?');
    await expect(alice.composer).toHaveValue('?');
    await alice.composer.fill('');
    await alice.history.press('?');
    await expect(help).toContainText('Search messages');
    await expect(help.getByRole('button', { name: 'Close' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(help).toHaveCount(0);
    await expect(alice.history).toBeFocused();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await expect(help).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(help).toHaveCount(0);
  });

  await test.step('the search of people offers commands by their names', async () => {
    const commands = page.getByRole('region', { name: 'Commands' });
    await alice.openConversation('Bob Ünal');
    await page.keyboard.press('Control+k');
    await expect(commands).toHaveCount(0);
    await page.keyboard.type('sett');
    await expect(commands.getByRole('button')).toHaveText(['Settings']);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeFocused();
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox', { name: 'Search people' }).fill('messages');
    await page.keyboard.press('ArrowDown');
    await expect(commands.getByRole('button', { name: 'Search messages' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('searchbox', { name: 'Search messages' })).toBeFocused();
  });

  const carol = await newStranger('carol');
  await newStranger('dave');

  await test.step('arrow keys move through the lists, which are one Tab stop', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox', { name: 'Search people' }).fill('');
    await alice.openConversation('Bob Ünal');
    await expect(alice.row('People', 'dave')).toBeVisible();
    await alice.row('Conversations', 'Bob Ünal').focus();
    await page.keyboard.press('ArrowDown');
    await expect(alice.row('People', 'dave')).toBeFocused();
    await page.keyboard.press('End');
    await expect(alice.row('People', 'carol')).toBeFocused();
    await page.keyboard.press('Home');
    await expect(alice.row('Conversations', 'Bob Ünal')).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(alice.row('Conversations', 'Bob Ünal')).toBeFocused();
  });

  await test.step('Tab leads to a request that has just arrived', async () => {
    const search = page.getByRole('searchbox');
    await search.focus();
    await page.keyboard.press('Tab');
    await expect(alice.row('Conversations', 'Bob Ünal')).toBeFocused();
    await search.focus();
    await carol.request('alice', 'Hi');
    await expect(alice.row('Message requests', 'carol')).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(alice.row('Message requests', 'carol')).toBeFocused();
  });
});
