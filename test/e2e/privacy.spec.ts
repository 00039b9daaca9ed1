import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

/** Turns a setting on or off, and returns to the conversation. */
async function set(person: Person, setting: string, peer: string, isOn: boolean): Promise<void> {
  const { page } = person;
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: setting }).setChecked(isOn);
  await person.openConversation(peer);
}

const typing = (person: Person) => person.page.getByText('Typing…');

test('typing is shown to the peer, unless one of them has turned that off', async ({
  pair: { alice, bob },
}) => {
  await test.step('a peer who is typing is shown and announced without moving anything, until the message arrives', async () => {
    const places = async () => [
      await bob.history.getByRole('article').first().boundingBox(),
      await bob.composer.boundingBox(),
      await bob.page.getByRole('heading', { name: 'alice' }).boundingBox(),
    ];
    const before = await places();
    await alice.composer.pressSequentially('So');
    await expect(typing(bob).first()).toBeVisible();
    await expect(bob.page.getByText('alice is typing')).toHaveCount(1);
    expect(await places()).toEqual(before);
    await alice.composer.press('Enter');
    await expect(bob.messagesOf('alice')).toHaveText(['Hello', 'So']);
    await expect(typing(bob)).toHaveCount(0);
  });

  await test.step('without the typing indicator nobody sees the other typing, also after a reload', async () => {
    await set(bob, 'Typing indicator', 'alice', false);
    await bob.page.reload();
    await bob.composer.waitFor();
    await alice.composer.pressSequentially('So');
    await bob.composer.pressSequentially('No');
    await bob.composer.press('Enter');
    await expect(alice.messagesOf('Bob Ünal')).toHaveText(['No']);
    await alice.composer.press('Enter');
    await expect(bob.messagesOf('alice')).toHaveText(['Hello', 'So', 'So']);
    await expect(bob.page.getByText('alice is typing')).toHaveCount(0);
    await expect(alice.page.getByText('Bob Ünal is typing')).toHaveCount(0);
    // Positive control: turned on again, both see it.
    await set(bob, 'Typing indicator', 'alice', true);
    await bob.composer.pressSequentially('Ye');
    await expect(alice.page.getByText('Bob Ünal is typing')).toHaveCount(1);
  });
});

test('a peer who stops typing is no longer shown as typing, and without read receipts nobody sees what the other has read', async ({
  alice,
  bob,
}) => {
  await test.step('a peer who stops typing is no longer shown as typing', async () => {
    bob.type('S');
    await expect(typing(alice).first()).toBeVisible();
    await expect(typing(alice)).toHaveCount(0);
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(1);
  });

  await test.step('without read receipts nobody sees what the other has read', async () => {
    await set(alice, 'Read receipts', 'Bob Ünal', false);
    await bob.send('Seen?');
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(2);
    await alice.send('Yes');
    await bob.read('Yes');
    await bob.send('Good');
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(3);
    await alice.send('Bye');
    await bob.read('Bye');
    // What arrives later proves that the receipts before it are there.
    await bob.send('Until then');
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(4);
    await bob.marks('delivered', 3);
    await bob.marks('read', 1);
    await expect(alice.marks('Delivered')).toHaveCount(2);
    await expect(alice.marks('Read')).toHaveCount(0);
    await set(alice, 'Read receipts', 'Bob Ünal', true);
    await alice.send('On again');
    await bob.read('On again');
    await expect(alice.marks('Read')).toHaveCount(3);
    await bob.marks('read', 4);
  });
});
