import { expectAccessible, screens } from './support/accessible.ts';
import { expect, test } from './support/fixture.ts';
import { choose, message, openOptions } from './support/message-menu.ts';
import { report } from './support/report.ts';

test.afterAll(() => report(`axe examined ${screens} screens`));

test('axe finds a missing label, also in a dialog, and a colour that is too faint on a dark screen only', async ({
  newPerson,
}) => {
  const { page } = await newPerson();
  const name = page.getByRole('textbox', { name: 'Your name' });
  await name.waitFor();
  await page.evaluate(() => document.querySelector('label')?.remove());
  await expect(expectAccessible(page, 'sign-in')).rejects.toThrow(/label/);
  await page.evaluate(() => {
    const dialog = document.createElement('dialog');
    dialog.append(document.createElement('button'));
    document.body.append(dialog);
    dialog.showModal();
  });
  await expect(expectAccessible(page, 'dialog')).rejects.toThrow(/button-name/);
  await page.reload();
  await name.waitFor();
  await page.evaluate(() => {
    document.querySelectorAll('h1').forEach((h1) => {
      h1.style.color = 'light-dark(black, #222)';
    });
  });
  await expect(expectAccessible(page, 'sign-in')).rejects.toThrow(/dark.*color-contrast/s);
});

test('axe finds nothing from sign-in to sign-out', async ({ newPerson, site }) => {
  const alice = await newPerson();
  await alice.page.getByRole('textbox', { name: 'Your name' }).waitFor();
  await expectAccessible(alice.page, 'sign-in');
  await alice.page.getByRole('button', { name: 'How it works' }).click();
  await alice.enterName('?');
  await expect(alice.page.getByRole('alert')).toContainText('A name can only contain');
  await expectAccessible(alice.page, 'refused name');
  await alice.signIn('alice');
  await expectAccessible(alice.page, 'empty lobby');
  await alice.page.getByRole('button', { name: 'Settings' }).click();
  await expectAccessible(alice.page, 'settings');
  await alice.page.getByRole('button', { name: 'Sign out…' }).click();
  await expectAccessible(alice.page, 'sign-out');
  const second = await alice.openTab(site.address);
  await expect(second.getByRole('button', { name: 'Use here' })).toBeVisible();
  await expectAccessible(second, 'another tab');
});

test('axe finds nothing in a conversation', async ({ newPerson, newStranger }) => {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal'), newStranger('carol')]);
  await expectAccessible(alice.page, 'lobby');
  await alice.openPerson('Bob Ünal');
  await expectAccessible(alice.page, 'new conversation');
  await alice.send('See https://example.org/ and tell me');
  await bob.openRequest('alice');
  await expect(bob.page.getByText('See https://example.org/')).toBeVisible();
  await expectAccessible(bob.page, 'request');
  await bob.answer('Accept');
  await bob.send('I did');
  await bob.send('It is good');
  await expect(alice.messagesOf('Bob Ünal')).toHaveCount(2);
  await alice.send(`Then\nread on`);
  await expect(alice.marks('Read')).toHaveCount(2);
  await alice.composer.fill('x'.repeat(10_001));
  await expectAccessible(alice.page, 'conversation');
  await alice.page.getByRole('button', { name: 'More options' }).click();
  await expectAccessible(alice.page, 'conversation menu');
  await alice.page.getByRole('button', { name: 'Block…' }).click();
  await expectAccessible(alice.page, 'blocking');
  await alice.page.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(alice.notice).toContainText('You blocked');
  await expectAccessible(alice.page, 'blocked');
});

test('axe finds nothing where keys are compared, in messages of every kind and what can be done with them, and without a connection', async ({
  alice,
  bob,
  newStranger,
  site,
}) => {
  const { page } = alice;
  await test.step('where keys are compared', async () => {
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByRole('listitem').filter({ hasText: /^\d{5}$/ })).toHaveCount(12);
    await expectAccessible(page, 'safety number');
    await page.getByRole('button', { name: 'Mark as verified' }).click();
    await expectAccessible(page, 'verified');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Invite by link' }).click();
    await page.getByRole('dialog', { name: 'Invite someone' }).waitFor();
    await expectAccessible(page, 'invite link');
    await page.keyboard.press('Escape');
    await alice.openConversation('Bob Ünal');
  });

  await test.step('in messages of every kind, and in what can be done with them', async () => {
    await bob.sendAll(['🎉', 'Type `npm start`', 'For nobody', 'An eror']);
    await bob.edit('An eror', 'An error');
    await bob.deleteForBoth('For nobody');
    await alice.send('Hello, Bob');
    await bob.react('Hello, Bob', '👍');
    await choose(alice, 'npm start', 'Reply');
    await alice.send('With `--port`');
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'Disappearing messages…' }).click();
    await expectAccessible(page, 'timer');
    await page.getByRole('radio', { name: '1 week' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await alice.send('Gone in a week');
    await bob.read('Gone in a week');
    await message(alice, 'Hello, Bob').getByRole('button', { name: /👍/ }).waitFor();
    let typed = '';
    const typist = setInterval(() => {
      typed += 'So ';
      bob.type(typed);
    }, 500);
    await page.getByText('Typing…').first().waitFor();
    await expectAccessible(page, 'messages of every kind');
    clearInterval(typist);
    await alice.history.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await expectAccessible(page, 'keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('a');
    await page.getByRole('dialog').getByRole('listitem').nth(1).waitFor();
    await expectAccessible(page, 'search');
    await page.keyboard.press('Escape');
    await choose(alice, 'An error', 'Reply');
    await expectAccessible(page, 'replying');
    await choose(alice, 'With', 'Edit');
    await expectAccessible(page, 'editing');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'Go to date…' }).click();
    await page.getByLabel('Date', { exact: true }).waitFor();
    await expectAccessible(page, 'a date');
    await page.keyboard.press('Escape');
    const menu = await openOptions(alice, 'With');
    await expectAccessible(page, 'message options');
    await menu.getByRole('button', { name: 'Details' }).click();
    await page.getByRole('dialog', { name: 'Message details' }).waitFor();
    await expectAccessible(page, 'details');
    await page.keyboard.press('Escape');
    await choose(alice, 'With', 'Delete…');
    await page.getByRole('alertdialog').waitFor();
    await expectAccessible(page, 'deleting');
    await page.keyboard.press('Escape');
  });

  await test.step('when somebody else has taken a name', async () => {
    await bob.signOut();
    await newStranger('Bob Ünal');
    await expect(page.getByRole('button', { name: 'Start a new conversation' })).toBeVisible();
    await expectAccessible(page, 'changed key');
    await page.getByRole('button', { name: 'Start a new conversation' }).click();
    await expect(page.getByText('This is a different')).toBeVisible();
    await expectAccessible(page, 'namesake');
  });

  await test.step('when the connection is lost', async () => {
    await site.kill('SIGKILL');
    await expect(alice.notice).toContainText('No connection.');
    await alice.send('Waits');
    await expect(alice.marks('Waiting')).not.toHaveCount(0);
    await expectAccessible(page, 'reconnecting');
  });
});
