import { expect, test } from './support/fixture.ts';

test('a rejected name has a reason, and for a taken one a free name is suggested', async ({
  newPerson,
}) => {
  const [alice, other] = [await newPerson(), await newPerson()];
  await expect(alice.page.getByText('Private, one-to-one chat.')).toBeVisible();
  await alice.signIn('alice');
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
  await expect(alice.row('People', 'ALICE 2')).toBeVisible();
});

test.describe('when the relay restarts', () => {
  test.use({ deployment: 'relay-process' });

  test('a person whose name was taken in the meantime keeps the conversations under another name', async ({
    pair: { alice, bob },
    newPerson,
    site,
  }) => {
    const { page } = alice;
    await page.context().setOffline(true);
    await site.kill('SIGKILL');
    await site.restart();
    const impostor = await newPerson();
    await impostor.signIn('alice');
    await page.context().setOffline(false);
    await expect(page.getByRole('alert')).toContainText('Someone else is using that name');
    await expect(page.getByText('You’ll keep your conversations.')).toBeVisible();
    await alice.signIn('alice the first');
    await alice.openConversation('Bob Ünal');
    await expect(alice.messagesOf('You')).toHaveText(['Hello']);
    await alice.send('It is still me');
    await expect(bob.messagesOf('alice the first')).toHaveText(['Hello', 'It is still me']);
  });

  test('a person whose name looks like that of a contact is not mistaken for the contact', async ({
    pair: { alice, bob },
    newPerson,
    site,
  }) => {
    await alice.page.context().setOffline(true);
    await site.kill('SIGKILL');
    await site.restart();
    const impostor = await newPerson();
    await impostor.signIn('aIice');
    await impostor.openPerson('Bob Ünal');
    await impostor.send('Hello, it is me');
    await bob.openRequest('aIice');
    await expect(bob.page.getByText('This isn’t alice from your list.')).toBeVisible();
    await bob.openConversation('alice');
    await expect(bob.page.getByText('This isn’t')).toBeHidden();
  });
});
