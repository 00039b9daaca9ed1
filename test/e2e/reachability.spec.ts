import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

const settings = ({ page }: Person): Locator => page.getByRole('region', { name: 'Settings' });

async function openSettings(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Settings' }).click();
  await settings(person).waitFor();
}

/** Chooses who may start a chat, and closes the settings when that is stored: then the relay is told. */
async function allow(person: Person, choice: string): Promise<void> {
  await openSettings(person);
  const before = person.frames.length;
  await person.page.getByRole('radio', { name: choice }).check();
  await expect
    .poll(() => person.frames.slice(before).some(({ bytes }) => bytes.includes('account:policy')))
    .toBe(true);
  await person.page.keyboard.press('Escape');
}

const CLOSED = 'This person isn’t accepting new chats.';

test('who can start a chat, find and see somebody is their choice, and contacts are not affected', async ({
  pair: { alice, bob },
  newPerson,
}) => {
  const dave = await newPerson();

  await test.step('nobody new can start a chat, is told so, and contacts chat on, also after a reload', async () => {
    await allow(alice, 'Nobody new');
    await alice.page.reload();
    await openSettings(alice);
    await expect(alice.page.getByRole('radio', { name: 'Nobody new' })).toBeChecked();
    await alice.page.keyboard.press('Escape');
    const carol = await newPerson();
    await carol.signIn('carol');
    await carol.openPerson('alice');
    await carol.send('May I?');
    await expect(carol.notice).toContainText(CLOSED);
    await expect(carol.marks('Waiting')).toHaveCount(1);
    await bob.send('Still there?');
    await expect(bob.arrived).toHaveCount(1);
    await expect(alice.list('Message requests')).toHaveCount(0);
  });

  await test.step('somebody who is not shown in the lobby is seen by contacts only', async () => {
    await openSettings(alice);
    await alice.page.getByRole('checkbox', { name: 'Show me in the lobby' }).uncheck();
    await alice.page.keyboard.press('Escape');
    await dave.signIn('dave');
    await expect(dave.row('People', 'Bob Ünal')).toBeVisible();
    await expect(dave.row('People', 'alice')).toHaveCount(0);
    await bob.page.reload();
    await expect(bob.page.getByRole('banner').or(bob.page.getByRole('main'))).toContainText(
      'Online',
    );
  });

  await test.step('a blocked person no longer sees that the other is online, although the lobby lists them', async () => {
    await openSettings(alice);
    await alice.page.getByRole('checkbox', { name: 'Show me in the lobby' }).check();
    await alice.openConversation('Bob Ünal');
    const { page } = bob;
    const conversation = page.getByRole('region', { name: 'Conversation with alice' });
    await expect(conversation.getByText('Online', { exact: true })).toBeVisible();
    await alice.page.getByRole('button', { name: 'More options' }).click();
    await alice.page.getByRole('button', { name: /^Block/ }).click();
    await alice.page.getByRole('button', { name: 'Block', exact: true }).click();
    await expect(bob.notice).toContainText('alice is offline');
    await expect(conversation.getByText('Online', { exact: true })).toHaveCount(0);
    // Positive control: everybody else sees that she is online.
    await expect(dave.row('People', 'alice')).toBeVisible();
    await expect(bob.row('People', 'dave')).toBeVisible();
    await expect(bob.row('People', 'alice')).toHaveCount(0);
    await page.getByRole('searchbox').fill('ali');
    await expect(bob.row('People', 'dave')).toHaveCount(0);
    await expect(bob.row('Conversations', 'alice')).toBeVisible();
    await expect(bob.row('People', 'alice')).toHaveCount(0);
    await page.reload();
    await expect(bob.notice).toContainText('alice is offline');
    await expect(bob.row('People', 'dave')).toBeVisible();
    await expect(bob.row('People', 'alice')).toHaveCount(0);
    await expect(conversation.getByText('Online', { exact: true })).toHaveCount(0);
  });
});
