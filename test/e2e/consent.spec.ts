import { expect, test } from './fixture.ts';
import type { Person } from './people.ts';

/** `alice` has written to `Bob Ünal`, who has not answered. */
async function ask(newPerson: () => Promise<Person>, words: string): Promise<[Person, Person]> {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal')]);
  await alice.openPerson('Bob Ünal');
  await alice.send(words);
  return [alice, bob];
}

test('a request waits, visibly for both, and tells who asked nothing', async ({ newPerson }) => {
  const [alice, bob] = await ask(newPerson, 'Do you have a minute?');
  await expect(alice.notice).toContainText('Bob Ünal has not answered yet.');
  await expect(alice.marks('Sent')).toHaveCount(1);
  await bob.openRequest('alice');
  await expect(bob.page.getByRole('heading', { name: 'alice wants to chat' })).toBeFocused();
  await expect(bob.page.getByText('Do you have a minute?')).toHaveCount(0);
  await bob.page.getByRole('button', { name: 'Show the first message' }).click();
  await expect(bob.page.getByText('Do you have a minute?')).toBeVisible();
  await alice.send('And a second one');
  await expect(bob.page.getByText('And a second one')).toBeVisible();
  await expect(alice.marks('Sent')).toHaveCount(2);
  await expect(alice.arrived).toHaveCount(0);
});

test('someone who is writing is not disturbed by a request', async ({ pair, newPerson }) => {
  const carol = await newPerson();
  await pair.bob.composer.fill('I was just about to');
  await carol.signIn('carol');
  await carol.openPerson('Bob Ünal');
  await carol.send('Hi Bob');
  await expect(pair.bob.row('Requests', 'carol')).toBeVisible();
  await expect(pair.bob.composer).toBeFocused();
  await expect(pair.bob.composer).toHaveValue('I was just about to');
  await expect(pair.bob.page).toHaveTitle('(1) Live Chat');
});

test('a declined request is told, and can be made anew', async ({ newPerson }) => {
  const [alice, bob] = await ask(newPerson, 'Do you have a minute?');
  await bob.openRequest('alice');
  await bob.answer('Decline');
  await expect(alice.notice).toContainText('Bob Ünal declined.');
  await expect(bob.composer).toHaveCount(0);
  await alice.send('It is important');
  await expect(alice.notice).toContainText('has not answered yet');
  await bob.accept('alice');
  await expect(bob.messagesOf('alice')).toHaveText(['Do you have a minute?', 'It is important']);
  await expect(alice.arrived).toHaveCount(2);
});

test('whoever is blocked sees a request that is not answered', async ({ newPerson }) => {
  const [alice, bob] = await ask(newPerson, 'Buy this');
  await bob.openRequest('alice');
  await bob.answer('Block');
  await expect(bob.list('Requests')).toHaveCount(0);
  await alice.send('Buy that');
  await expect(alice.marks('Sent')).toHaveCount(2);
  await expect(alice.notice).toContainText('Bob Ünal has not answered yet.');
  await bob.row('Conversations', 'alice').click();
  await expect(bob.notice).toContainText('You blocked alice.');
  await expect(bob.composer).toHaveCount(0);
  await bob.page.getByRole('button', { name: 'Unblock' }).click();
  await expect(bob.page.getByRole('button', { name: 'Accept' })).toBeVisible();
});

test('a conversation that is left is over for both, and each can ask again', async ({
  pair: { alice, bob },
}) => {
  await alice.page.getByRole('button', { name: 'More', exact: true }).click();
  await alice.page.getByRole('button', { name: 'Leave conversation' }).click();
  await expect(alice.page.getByRole('button', { name: 'Stay' })).toBeFocused();
  await alice.page.getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(bob.notice).toContainText('alice left this conversation.');
  await expect(bob.history).toContainText('alice left');
  await expect(alice.history).toContainText('You left');
  await bob.send('Why?');
  await alice.openRequest('Bob Ünal');
  await expect(alice.page.getByText('You have talked before.')).toBeVisible();
  await alice.page.getByRole('button', { name: 'Show the first message' }).click();
  await expect(alice.page.getByText('Why?')).toBeVisible();
  await alice.answer('Accept');
  await alice.send('By mistake');
  await expect(bob.messagesOf('alice')).toHaveText(['Hello', 'By mistake']);
});

test('whoever is away gets the message later, and the sender sees that', async ({
  pair: { alice, bob },
  site,
}) => {
  await bob.page.goto('about:blank');
  await expect(alice.notice).toContainText('will be delivered when Bob Ünal is back');
  await alice.send('Read this later');
  await expect(alice.marks('Sent')).toHaveCount(1);
  await bob.page.goto(site.address);
  await expect(bob.page).toHaveTitle('(1) Live Chat');
  await expect(alice.marks('Delivered')).toHaveCount(1);
  await expect(alice.notice).toBeHidden();
  await bob.openConversation('alice');
  await expect(bob.page).toHaveTitle('Live Chat');
  await expect(alice.marks('Read')).toHaveCount(2);
});

test('signing out frees the name and leaves nothing on the device', async ({
  pair: { alice, bob },
  newPerson,
}) => {
  await alice.page.getByRole('button', { name: 'Settings' }).click();
  await alice.page.getByRole('button', { name: 'Sign out …' }).click();
  await alice.page.getByRole('button', { name: 'Sign out and erase' }).click();
  await expect(alice.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  await alice.page.reload();
  await alice.signIn('somebody else');
  await expect(alice.list('Conversations')).toHaveCount(0);
  await expect(bob.notice).toContainText('alice is gone, and the name is free again');
  const other = await newPerson();
  await other.signIn('alice');
});
