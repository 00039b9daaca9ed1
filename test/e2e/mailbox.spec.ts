import { expect, test } from './support/fixture.ts';

/** The largest possible message: 10,000 characters of four bytes each. */
const LARGEST = '🗺'.repeat(10_000);
/** More of them than fit into the 4 MiB that one sender may have in a mailbox. */
const COUNT = 120;

test('a sender who fills their share of a mailbox is told so, and nothing is lost', async ({
  pair: { alice, bob },
  site,
}) => {
  await bob.page.goto('about:blank');
  await expect(alice.notice).toContainText('is offline');
  for (let n = 0; n < COUNT; n++) await alice.send(LARGEST);
  await expect(alice.notice).toContainText('Many of your messages are still waiting for them.');
  await alice.send('The last of them');
  await expect(alice.marks('Waiting').last()).toBeAttached();
  await bob.page.goto(site.address);
  await bob.openConversation('alice');
  await expect(bob.messagesOf('alice').last()).toHaveText('The last of them');
  await expect(alice.marks('Waiting')).toHaveCount(0);
  await expect(alice.notice).toBeHidden();
});
