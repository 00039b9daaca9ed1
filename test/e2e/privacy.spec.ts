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

test('a peer who stops typing is no longer shown as typing', async ({ pair: { alice, bob } }) => {
  await alice.composer.pressSequentially('S');
  await expect(typing(bob).first()).toBeVisible();
  await expect(typing(bob)).toHaveCount(0);
  await expect(bob.messagesOf('alice')).toHaveCount(1);
});

test('without read receipts nobody sees what the other has read', async ({
  pair: { alice, bob },
}) => {
  await set(bob, 'Read receipts', 'alice', false);
  await alice.send('Seen?');
  await expect(bob.messagesOf('alice')).toHaveCount(2);
  await bob.send('Yes');
  await expect(alice.messagesOf('Bob Ünal')).toHaveText(['Yes']);
  await alice.send('Good');
  // What arrives later proves that the receipts before it are there.
  await bob.send('Bye');
  await expect(alice.messagesOf('Bob Ünal')).toHaveText(['Yes', 'Bye']);
  await expect(alice.marks('Delivered')).toHaveCount(2);
  await expect(alice.marks('Read')).toHaveCount(1);
  await expect(bob.marks('Delivered')).toHaveCount(2);
  await expect(bob.marks('Read')).toHaveCount(0);
  await set(bob, 'Read receipts', 'alice', true);
  await bob.send('On again');
  await expect(bob.marks('Read')).toHaveCount(3);
  await expect(alice.marks('Read')).toHaveCount(3);
});
