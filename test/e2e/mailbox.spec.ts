import { LANE_LIMITS } from '../../src/backend/store/lane-limits.ts';
import { expect, test } from './support/hostile.ts';

/** The largest possible message: 10,000 characters of four bytes each. */
const LARGEST = '🗺'.repeat(10_000);
const LARGEST_BYTES = Buffer.byteLength(LARGEST);
/** An eighth of what one sender may have in a mailbox: the contract of the stores tests the real limit. */
const SHARE = LANE_LIMITS.contacts.senderBytes / 8;
/** More than fit into it. */
const COUNT = Math.ceil(SHARE / LARGEST_BYTES) + 2;

test.use({
  lanes: { ...LANE_LIMITS, contacts: { ...LANE_LIMITS.contacts, senderBytes: SHARE } },
});

test('a sender who fills their share of a mailbox is told so, and nothing is lost', async ({
  alice,
  bob,
}) => {
  await bob.leave();
  await expect(alice.notice).toContainText('is offline');
  for (let n = 0; n < COUNT; n++) await alice.send(LARGEST);
  await expect(alice.notice).toContainText('Many of your messages are still waiting for them.');
  await alice.send('The last of them');
  await expect(alice.marks('Waiting').last()).toBeAttached();
  await bob.comeBack();
  await bob.texts([...Array.from({ length: COUNT }, () => LARGEST), 'The last of them']);
  await expect(alice.marks('Waiting')).toHaveCount(0);
  await expect(alice.notice).toBeHidden();
});
