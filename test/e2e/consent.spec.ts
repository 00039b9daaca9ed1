import { get } from '../../src/backend/testing/client.ts';
import { toBase64url } from '../../src/protocol/bytes.ts';
import { REQUESTS_WAITING_MAX } from '../../src/protocol/limits.ts';
import { RawPeer } from '../integration/admission/raw-peer.ts';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

/** `alice` has written to `Bob Ünal`, who has not responded. */
async function ask(newPerson: () => Promise<Person>, words: string): Promise<[Person, Person]> {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal')]);
  await alice.openPerson('Bob Ünal');
  await alice.send(words);
  return [alice, bob];
}

test('a message request waits on both sides, and looks unanswered to its sender when it is declined', async ({
  newPerson,
}) => {
  const [alice, bob] = await ask(newPerson, 'Do you have a minute?');

  await test.step('it waits on both sides, without receipts to its sender', async () => {
    await expect(alice.notice).toContainText('Waiting for Bob Ünal to answer');
    await expect(alice.marks('Sent')).toHaveCount(1);
    await bob.openRequest('alice');
    await expect(bob.page.getByRole('heading', { name: 'alice wants to chat' })).toBeFocused();
    await expect(bob.page.getByText('Do you have a minute?')).toBeVisible();
    for (const [name, about] of [
      ['Accept', 'received and read'],
      ['Decline', 'ask again after a day'],
      ['Block', 'ignores new ones'],
    ] as const) {
      const button = bob.page.getByRole('button', { name, exact: true });
      await expect(button).toHaveAccessibleDescription(new RegExp(about));
    }
    await alice.send('And a second one');
    await expect(bob.page.getByText('And a second one')).toBeVisible();
    await expect(alice.marks('Sent')).toHaveCount(2);
    await expect(alice.arrived).toHaveCount(0);
  });

  await test.step('declined, it looks unanswered to its sender, and can still be answered', async () => {
    await bob.answer('Decline');
    await expect(bob.list('Message requests')).toHaveCount(0);
    await alice.send('It is important');
    await expect(alice.marks('Sent')).toHaveCount(3);
    await expect(alice.notice).toContainText('Waiting for Bob Ünal to answer');
    await bob.row('Conversations', 'alice').click();
    await expect(bob.notice).toContainText('You declined this message request');
    await expect(bob.messagesOf('alice')).toHaveCount(0);
    await bob.send('Now I do');
    await expect(alice.messagesOf('Bob Ünal')).toHaveText(['Now I do']);
    await alice.send('Thank you');
    await expect(bob.messagesOf('alice')).toHaveText(['Thank you']);
  });
});

test('a conversation goes on after absence, leaving and another request, and ends with signing out', async ({
  pair: { alice, bob },
  newStranger,
  site,
}) => {
  await test.step('an absent peer gets the message later, and the sender sees the delivery', async () => {
    await bob.page.goto('about:blank');
    await expect(alice.notice).toContainText('will be delivered when they’re back');
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

  await test.step('leaving ends the conversation for both, and each can ask again', async () => {
    await alice.page.getByRole('button', { name: 'More options' }).click();
    await alice.page.getByRole('button', { name: 'Leave conversation…' }).click();
    await expect(alice.page.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await alice.page.getByRole('button', { name: 'Leave', exact: true }).click();
    await expect(bob.notice).toContainText('alice left this conversation.');
    await expect(bob.history).toContainText('alice left the conversation');
    await expect(alice.history).toContainText('You left the conversation');
    await bob.send('Why?');
    await alice.openRequest('Bob Ünal');
    await expect(alice.page.getByText('You’ve chatted before')).toBeVisible();
    await expect(alice.page.getByText('Why?')).toBeVisible();
    await alice.answer('Accept');
    await alice.send('By mistake');
    await expect(bob.messagesOf('alice')).toHaveText(['Hello', 'Read this later', 'By mistake']);
  });

  await test.step('a message request does not disturb a person who is writing', async () => {
    await bob.composer.fill('I was just about to');
    await (await newStranger('carol')).request('Bob Ünal', 'Hi Bob');
    await expect(bob.row('Message requests', 'carol')).toBeVisible();
    await expect(bob.composer).toBeFocused();
    await expect(bob.composer).toHaveValue('I was just about to');
    await expect(bob.page).toHaveTitle('(1) Live Chat');
  });

  await test.step('signing out releases the name and erases the device', async () => {
    await alice.page.getByRole('button', { name: 'Settings' }).click();
    await alice.page.getByRole('button', { name: 'Sign out…' }).click();
    await alice.page.getByRole('button', { name: 'Sign out and erase' }).click();
    await expect(alice.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    await alice.page.reload();
    await alice.signIn('somebody else');
    await expect(alice.list('Conversations')).toHaveCount(0);
    await expect(bob.notice).toContainText('the name is available again');
    await newStranger('alice');
  });
});

test('the sender of a full request is told that further messages wait for an answer', async ({
  newPerson,
  bob,
}) => {
  const alice = await newPerson();
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  const texts = Array.from({ length: 21 }, (_, n) => `Message ${n + 1}`);
  await alice.sendAll(texts);
  await expect(alice.notice).toContainText('Your message request is full');
  await expect(alice.marks('Sent')).toHaveCount(20);
  await expect(alice.marks('Waiting')).toHaveCount(1);
  await bob.accept('alice');
  await bob.texts(texts);
  await expect(alice.notice).toBeHidden();
});

test('the list of requests says how many were not shown, and has room for a newcomer', async ({
  newPerson,
  site,
}) => {
  const bob = await newPerson();
  await bob.signIn('Bob Ünal');
  const strangers: RawPeer[] = [];
  for (let n = 0; n < REQUESTS_WAITING_MAX + 1; n++) {
    const stranger = await RawPeer.enter(`stranger ${n}`, site.address, strangers[0]);
    strangers.push(stranger);
    const { identity } = await get(stranger.socket, 'directory:find', { name: 'Bob Ünal' });
    const request = { type: 'text', text: `Request ${n}`, request: true };
    await stranger.send(toBase64url(identity), request);
    await expect(bob.row('Message requests', `stranger ${n}`)).toBeVisible();
  }
  await expect(bob.list('Message requests').getByText('1 request wasn’t shown')).toBeVisible();
  await expect(bob.list('Message requests').getByRole('button')).toHaveCount(REQUESTS_WAITING_MAX);
  await expect(bob.row('Message requests', 'stranger 0')).toHaveCount(0);
  for (const stranger of strangers) stranger.close();
});

test('a message request that its sender takes back disappears, and a blocked sender sees an unanswered one', async ({
  newPerson,
}) => {
  const [alice, bob] = await ask(newPerson, 'Do you have a minute?');

  await test.step('a message request that its sender takes back disappears', async () => {
    await bob.openRequest('alice');
    await alice.page.getByRole('button', { name: 'More options' }).click();
    await alice.page.getByRole('button', { name: 'Leave conversation…' }).click();
    await alice.page.getByRole('button', { name: 'Leave', exact: true }).click();
    await expect(bob.page.getByRole('heading', { name: 'alice wants to chat' })).toHaveCount(0);
    await expect(bob.list('Message requests')).toHaveCount(0);
    await expect(bob.list('Conversations')).toHaveCount(0);
  });

  await test.step('a blocked sender sees an unanswered request', async () => {
    await alice.send('Buy this');
    await bob.openRequest('alice');
    await bob.answer('Block');
    await expect(bob.list('Message requests')).toHaveCount(0);
    await alice.send('Buy that');
    await expect(alice.marks('Sent')).toHaveCount(3);
    await expect(alice.notice).toContainText('Waiting for Bob Ünal to answer');
    await bob.row('Conversations', 'alice').click();
    await expect(bob.notice).toContainText('You blocked alice.');
    await expect(bob.composer).toHaveCount(0);
    await bob.page.getByRole('button', { name: 'Unblock' }).click();
    await expect(bob.notice).toContainText('You declined this message request');
    await expect(bob.messagesOf('alice')).toHaveCount(0);
  });
});
