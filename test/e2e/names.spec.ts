import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixture.ts';

test('a rejected name has a reason, and for a taken one a free name is suggested', async ({
  newPerson,
  newStranger,
}) => {
  const [other] = await Promise.all([newPerson(), newStranger('alice')]);
  await expect(other.page.getByText('Private, one-to-one chat.')).toBeVisible();
  const refusal = other.page.getByRole('alert');
  for (const [name, words] of [
    ['', 'Enter a name'],
    ['x'.repeat(33), 'too long'],
    ['a  b', 'two spaces in a row'],
    ['<alice>', 'A name can only contain letters'],
    ['аlice', 'mixes alphabets'],
    ['ALICE', 'Someone else is using that name'],
  ] as const) {
    await other.enterName(name);
    await expect(refusal).toContainText(words);
    await expect(other.page.getByRole('textbox')).toBeFocused();
  }
  await other.page.getByRole('button', { name: 'Use “ALICE 2”' }).click();
  await expect(other.row('People', 'alice')).toBeVisible();
  await expect(other.page.getByRole('navigation')).toContainText('ALICE 2');
});

test('after a restart of the relay, a person whose name looks like that of a contact is not mistaken for the contact', async ({
  newPerson,
  newFriend,
  newStranger,
  site,
}) => {
  const [alice, bob] = await Promise.all([newFriend('alice'), newPerson()]);
  await bob.signIn('Bob Ünal');
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bob.accept('alice');
  await alice.leave();
  await site.kill('SIGKILL');
  await site.restart();
  const impostor = await newStranger('aIice');
  // Bob is connected again.
  await expect(bob.row('People', 'aIice')).toBeVisible();
  await impostor.request('Bob Ünal', 'Hello, it is me');
  await bob.openRequest('aIice');
  await expect(bob.page.getByText('This isn’t alice from your list.')).toBeVisible();
  await bob.openConversation('alice');
  await expect(bob.page.getByText('This isn’t')).toBeHidden();
});

test('a sentence runs in the direction of its language, whatever the script of a name in it', async ({
  newPerson,
  newFriend,
}) => {
  const [alice, friend] = await Promise.all([newPerson(), newFriend('محمد علي')]);
  await alice.signIn('alice');
  const directionOf = (sentence: Locator): Promise<string> =>
    sentence.evaluate((element) => getComputedStyle(element).direction);
  await friend.openPerson('alice');
  await friend.send('Hello');
  await alice.openRequest('محمد علي');
  const title = alice.page.getByRole('heading', { name: 'محمد علي wants to chat' });
  expect(await directionOf(title)).toBe('ltr');
  await alice.answer('Accept');
  await alice.composer.waitFor();
  await friend.leave();
  expect(await directionOf(alice.notice.getByText('محمد علي is offline'))).toBe('ltr');
});
