import { randomBytes } from 'node:crypto';
import type { Locator } from '@playwright/test';
import { toBase64url } from '../../src/protocol/bytes.ts';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

async function openSettings({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('region', { name: 'Settings' }).waitFor();
}

async function inviteDialog(person: Person): Promise<Locator> {
  await openSettings(person);
  await person.page.getByRole('button', { name: 'Invite by link' }).click();
  return person.page.getByRole('dialog', { name: 'Invite someone' });
}

/** The invite link, after making a new one if wanted. */
async function inviteLink(person: Person, isNew = false): Promise<string> {
  const dialog = await inviteDialog(person);
  const link = dialog.getByRole('code');
  if (isNew) {
    const old = (await link.textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Make a new link' }).click();
    await expect(link).not.toHaveText(old);
  }
  const text = (await link.textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Close' }).click();
  await person.page.keyboard.press('Escape');
  return text;
}

test('people with an invite link can start a chat, until there is a new link; a link with another key than the server’s opens nothing', async ({
  newPerson,
  site,
}) => {
  const alice = await newPerson();
  await alice.signIn('alice');
  await openSettings(alice);
  await alice.page.getByRole('radio', { name: 'People with my link' }).check();
  await alice.page.keyboard.press('Escape');
  const old = await inviteLink(alice);
  expect(old).toMatch(new RegExp(`^${site.address}/#alice\\.[\\w-]{43}\\.[\\w-]{110}$`));
  const bob = await newPerson();

  await test.step('it asks for a name first, then opens the conversation', async () => {
    await bob.page.goto('about:blank');
    await bob.page.goto(old);
    await expect(bob.page.getByText('alice invited you to chat')).toBeVisible();
    await expect(bob.page.getByText('Private, one-to-one chat.')).toBeHidden();
    await bob.enterName('Bob Ünal');
    await expect(bob.composer).toHaveAccessibleName('Message alice');
    expect(bob.page.url()).toBe(`${site.address}/`);
    await bob.send('By your link');
    await alice.accept('Bob Ünal');
    await expect(bob.marks('Read')).toHaveCount(1);
    await bob.page.keyboard.press('Escape');
    await bob.page.goto(old);
    await expect(bob.history).toContainText('By your link');
    expect(bob.complaints).toEqual([]);
  });

  await test.step('once there is a new link, the old one starts no chat', async () => {
    const link = await inviteLink(alice, true);
    const carol = await newPerson();
    await carol.page.goto(old);
    await carol.enterName('carol');
    await carol.send('By your old link');
    await expect(carol.notice).toContainText('This person isn’t accepting new chats.');
    await carol.page.goto(link);
    await expect(alice.row('Message requests', 'carol')).toBeVisible();
  });

  await test.step('a link with another key, or a damaged one, opens nothing', async () => {
    await bob.page.keyboard.press('Escape');
    await expect(bob.composer).toHaveCount(0);
    const foreign = toBase64url(new Uint8Array(randomBytes(32)));
    await bob.page.goto(old.replace(/\.[\w-]{43}\./, `.${foreign}.`));
    await expect(bob.page.getByText('isn’t the one in the invite link')).toBeVisible();
    await expect(bob.composer).toHaveCount(0);
    await bob.page.goto(`${old}A`);
    await expect(bob.page.getByText('invite link is damaged')).toBeVisible();
  });
});
