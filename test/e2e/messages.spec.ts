import { expect, test } from './support/fixture.ts';
import { holdBack } from './support/hold-back.ts';
import { choose, message, openOptions } from './support/message-menu.ts';
import type { Person } from './support/people.ts';

/** Two people who have accepted the conversation, and have it open. */
async function friends(
  newPerson: () => Promise<Person>,
): Promise<{ readonly alice: Person; readonly bob: Person }> {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  await Promise.all([alice.signIn('alice'), bob.signIn('bob')]);
  await alice.openPerson('bob');
  await alice.send('first');
  await bob.accept('alice');
  await expect(alice.arrived).toHaveCount(1);
  return { alice, bob };
}

/** They see a message edited into another wording. */
async function expectEdited(people: readonly Person[], before: string, after: string) {
  for (const person of people) {
    await expect(message(person, after)).toContainText('Edited');
    await expect(message(person, before)).toHaveCount(0);
  }
}

test('a message can be answered, reacted to, contain addresses and code, be edited, also offline, and deleted, and its details say when that was', async ({
  newPerson,
}) => {
  const { alice, bob } = await friends(newPerson);

  await test.step('a reply shows the message that it answers on both screens, and goes to it', async () => {
    await choose(bob, 'first', 'Reply');
    await expect(bob.page.getByText('Replying to alice')).toBeVisible();
    await expect(bob.composer).toBeFocused();
    await bob.send('an answer');
    for (const [person, author] of [
      [alice, 'You'],
      [bob, 'alice'],
    ] as const) {
      const quote = message(person, 'an answer').getByRole('button', { name: `${author} first` });
      await expect(quote).toBeVisible();
      await quote.click();
      await expect(person.history.getByRole('article', { name: author }).first()).toBeFocused();
    }
    await expect(bob.page.getByText('Replying to alice')).toBeHidden();
  });

  await test.step('a reaction is under the message on both screens, until it is removed', async () => {
    await choose(bob, 'first', '👍');
    await expect(
      message(alice, 'first').getByRole('button', { name: '👍 bob reacted' }),
    ).toBeVisible();
    await message(alice, 'first').getByRole('button', { name: '👍 bob reacted' }).click();
    const both = message(bob, 'first').getByRole('button', { name: '👍 You and alice reacted' });
    await expect(both).toBeVisible();
    await both.click();
    await expect(
      message(bob, 'first').getByRole('button', { name: '👍 alice reacted' }),
    ).toBeVisible();
  });

  await test.step('addresses are links, code is shown as code, and neither is markup', async () => {
    await alice.send('www.example.org, me@example.org, tel:+358401234567 and `<b>code</b>`');
    const received = message(bob, 'www.example.org');
    await expect(received.getByRole('link')).toHaveCount(3);
    await expect(received.getByRole('link', { name: 'me@' })).toHaveAttribute(
      'href',
      'mailto:me@example.org',
    );
    await expect(received.getByRole('code')).toHaveText('<b>code</b>');
    await alice.send('🎉');
    const size = async (text: string): Promise<number> =>
      (await message(bob, text).getByText(text).boundingBox())?.height ?? 0;
    expect(await size('🎉')).toBeGreaterThan(1.5 * (await size('first')));
  });

  await test.step('Escape ends answering wherever the focus is, also before the browser says that the menu has closed', async () => {
    const stop = alice.page.getByRole('button', { name: 'Stop replying or editing' });
    await choose(alice, 'first', 'Reply');
    await expect(stop).toBeVisible();
    await alice.history.press('Escape');
    await expect(stop).toHaveCount(0);
    const reply = (await openOptions(alice, 'first')).getByRole('button', { name: 'Reply' });
    // In one task: no event of the menu comes between the two.
    await reply.evaluate((button: HTMLElement) => {
      button.click();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    });
    await expect(alice.page.getByRole('dialog')).toHaveCount(0);
    await expect(stop).toHaveCount(0);
    await expect(alice.composer).toBeVisible();
  });

  await test.step('what is typed before the browser says that the menu has closed is kept', async () => {
    const edit = (await openOptions(alice, 'first')).getByRole('button', { name: 'Edit' });
    await edit.evaluate(async (button: HTMLElement) => {
      button.click();
      const field = document.querySelector<HTMLTextAreaElement>('.composer textarea');
      if (field === null) return;
      // The page fills the field in the same task.
      for (let n = 0; n < 100 && field.value === ''; n++) await undefined;
      field.value = 'first thoughts';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await expect(alice.composer).toBeFocused();
    await expect(alice.composer).toHaveValue('first thoughts');
    await alice.composer.press('Escape');
    await expect(alice.composer).toHaveValue('');
  });

  await test.step('changes that were made offline arrive later, and survive a reload', async () => {
    await alice.goOffline();
    await choose(alice, 'first', 'Edit');
    await alice.composer.fill('second thoughts');
    await alice.composer.press('Enter');
    await expect(message(alice, 'second thoughts')).toContainText('Edited');
    await alice.goOnline();
    await expect(message(bob, 'second thoughts')).toContainText('Edited');
    for (const person of [alice, bob]) {
      await person.page.reload();
      await expect(message(person, 'second thoughts')).toContainText('Edited');
    }
  });

  await test.step('an edit changes the message on both screens and says so; Up edits the last message', async () => {
    await alice.send('a mitsake');
    await expect(message(bob, 'a mitsake')).toBeVisible();
    await alice.composer.press('ArrowUp');
    await expect(alice.composer).toHaveValue('a mitsake');
    await alice.composer.fill('no mistake');
    await alice.composer.press('Enter');
    await expectEdited([alice, bob], 'a mitsake', 'no mistake');
    await alice.composer.press('ArrowUp');
    // Not awaited: whoever types fast does not wait for the page.
    await alice.page.keyboard.type('!');
    await expect(alice.composer).toHaveValue('no mistake!');
    await alice.composer.press('Escape');
    await expect(alice.composer).toHaveValue('');
    await expect(alice.page.getByText('Editing message')).toBeHidden();
  });

  await test.step('Up right after Enter edits what was just sent, before it is stored', async () => {
    await alice.composer.fill('a tpyo');
    // In one task: nothing can be stored between the two.
    await alice.composer.evaluate((field) => {
      for (const key of ['Enter', 'ArrowUp']) {
        field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }
    });
    await expect(alice.page.getByText('Editing message')).toBeVisible();
    await expect(alice.composer).toHaveValue('a tpyo');
    await alice.composer.fill('a typo');
    await alice.composer.press('Enter');
    await expectEdited([alice, bob], 'a tpyo', 'a typo');
    for (const person of [alice, bob]) await expect(message(person, 'no mistake')).toHaveCount(1);
    await expect(alice.composer).toHaveValue('');
  });

  await test.step('the details of a message are the times at which it was sent, delivered, read and edited', async () => {
    await alice.send('a message');
    await expect(alice.marks('Read')).toHaveCount(6);
    await alice.composer.press('ArrowUp');
    await expect(alice.composer).toHaveValue('a message');
    await alice.composer.fill('another wording');
    await alice.composer.press('Enter');
    await expect(message(bob, 'another wording')).toContainText('Edited');
    await expect(alice.marks('Read')).toHaveCount(6);
    for (const [person, names] of [
      [alice, ['Sent', 'Delivered', 'Read', 'Edited']],
      [bob, ['Sent', 'Received', 'Edited']],
    ] as const) {
      await choose(person, 'another wording', 'Details');
      const dialog = person.page.getByRole('dialog', { name: 'Message details' });
      await expect(dialog.getByRole('term')).toHaveText([...names]);
      await expect(dialog.getByRole('definition').first()).toContainText(/\d\d:\d\d:\d\d/);
      await person.page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
  });

  await test.step('a message is deleted for both, or on one device', async () => {
    await alice.send('for nobody');
    await expect(message(bob, 'for nobody')).toBeVisible();
    await choose(alice, 'for nobody', 'Delete…');
    await alice.page.getByRole('button', { name: 'Delete for everyone' }).click();
    for (const person of [alice, bob]) {
      await expect(message(person, 'Message deleted')).toBeVisible();
      await expect(message(person, 'for nobody')).toHaveCount(0);
    }
    await choose(bob, 'no mistake', 'Delete…');
    await bob.page.getByRole('button', { name: 'Delete for me' }).click();
    await expect(message(bob, 'no mistake')).toHaveCount(0);
    await expect(message(alice, 'no mistake')).toBeVisible();
  });
});

test('a text with an address is shown at once, and the address becomes a link when the code for links arrives', async ({
  alice,
  bob,
}) => {
  const release = await holdBack(alice.page, '**/links-*.js');
  await bob.send('read www.example.org first');
  const received = message(alice, 'read www.example.org first');
  await expect(received).toBeVisible();
  await expect(received.getByRole('link')).toHaveCount(0);
  release();
  await expect(received.getByRole('link', { name: 'www.example.org' })).toBeVisible();
});

test('messages and their options work with the keyboard alone', async ({ newPerson }) => {
  const { alice, bob } = await friends(newPerson);

  await test.step('messages can be chosen and changed', async () => {
    await bob.history.focus();
    await bob.page.keyboard.press('ArrowUp');
    await bob.page.keyboard.press('ArrowUp');
    await expect(message(bob, 'first')).toBeFocused();
    await bob.page.keyboard.press('Enter');
    const menu = bob.page.getByRole('dialog', { name: 'Message options' });
    await expect(menu).toBeVisible();
    await bob.page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    await expect(message(bob, 'first')).toBeFocused();
    await bob.page.keyboard.press('Enter');
    await menu.getByRole('button', { name: '❤️' }).press('Enter');
    await expect(
      message(alice, 'first').getByRole('button', { name: '❤️ bob reacted' }),
    ).toBeVisible();
  });

  await test.step('the options of a message, and what they lead to, have names', async () => {
    await alice.send('second');
    await expect(message(bob, 'second')).toBeVisible();
    const { page } = alice;
    const { keyboard } = page;
    const openMenu = async (): Promise<void> => {
      // What waits, an edit included, cannot be reacted to.
      await expect(alice.arrived).toHaveCount(2);
      await alice.history.focus();
      await keyboard.press('ArrowUp');
      await keyboard.press('Enter');
      await expect(page.getByRole('dialog', { name: 'Message options' })).toMatchAriaSnapshot(`
        - dialog "Message options":
          - group "React":
            - button "👍"
            - button "❤️"
            - button "😂"
            - button "😮"
            - button "😢"
            - button "🙏"
            - button "More emoji"
          - button "Reply"
          - button "Copy text"
          - button "Edit"
          - button "Details"
          - button "Delete…"
      `);
    };
    await openMenu();
    await keyboard.press('Enter');
    const reaction = message(bob, 'second').getByRole('button', { name: '👍 alice reacted' });
    await expect(reaction).toHaveAttribute('aria-pressed', 'false');

    await openMenu();
    for (let n = 0; n < 3; n++) await keyboard.press('ArrowUp');
    await expect(page.getByRole('button', { name: 'Edit' })).toBeFocused();
    await keyboard.press('Enter');
    await expect(alice.composer).toBeFocused();
    await expect(alice.composer).toHaveValue('second');
    await keyboard.type(' thoughts');
    await keyboard.press('Enter');
    await expect(message(bob, 'second thoughts')).toContainText('Edited');

    await openMenu();
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Delete message?' });
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await expect(question).toHaveAccessibleDescription(/You can delete it for both of you/);
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await expect(question.getByRole('button', { name: 'Delete for everyone' })).toBeFocused();
    await keyboard.press('Enter');
    await expect(message(bob, 'Message deleted')).toBeVisible();

    await page.getByRole('button', { name: 'More options' }).press('Enter');
    for (let n = 0; n < 3; n++) await keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Disappearing messages…' })).toBeFocused();
    await keyboard.press('Enter');
    const timer = page.getByRole('dialog', { name: 'Disappearing messages' });
    await expect(timer.getByRole('group', { name: 'Disappearing messages' })).toBeVisible();
    await expect(timer.getByRole('radio', { name: 'Off' })).toBeFocused();
    await keyboard.press('ArrowDown');
    await expect(timer.getByRole('radio', { name: '30 seconds' })).toBeChecked();
    await keyboard.press('Escape');
    await expect(timer).toBeHidden();
    await expect(page.getByRole('button', { name: 'More options' })).toBeFocused();
  });
});

test('messages disappear on both screens after they were seen and are no longer found, and both see who set the timer', async ({
  newPerson,
}) => {
  const { alice, bob } = await friends(newPerson);
  await alice.page.getByRole('button', { name: 'More options' }).click();
  await alice.page.getByRole('button', { name: 'Disappearing messages…' }).click();
  await alice.page.getByRole('radio', { name: '30 seconds' }).check();
  await alice.page.getByRole('button', { name: 'Save' }).click();
  await expect(bob.history).toContainText('alice set messages to disappear 30 seconds');
  await expect(alice.history).toContainText('You set messages to disappear 30 seconds');
  await bob.send('a secret');
  await expect(message(alice, 'a secret')).toBeVisible();
  await expect(message(alice, 'a secret').getByRole('img', { name: /^Disappears/ })).toBeVisible();
  const { page } = alice;
  const query = page.getByRole('searchbox', { name: 'Search messages' });
  const found = page.getByRole('dialog').getByRole('listitem');
  await page.keyboard.press('Control+f');
  await query.fill('secret');
  await expect(found).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(message(alice, 'a secret')).toHaveCount(0);
  await page.keyboard.press('Control+f');
  await query.fill('secret');
  await expect(page.getByText('No messages found.')).toBeVisible();
  for (const person of [alice, bob]) {
    await expect(message(person, 'a secret')).toHaveCount(0);
    await person.page.reload();
    await expect(message(person, 'first')).toBeVisible();
    await expect(message(person, 'a secret')).toHaveCount(0);
  }
});
