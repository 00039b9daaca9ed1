import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import type { Friend } from './support/friend.ts';
import type { Person } from './support/people.ts';

/** Space for a profile and for some of the messages below, but not for all. */
const SMALL_DISK = 300_000;
const LONG_TEXT = 'x'.repeat(9_000);
const MESSAGES = 60;
const FULL = 'This browser has run out of storage';

/** How many bytes the site may store; without a number, the browser's default. */
async function limitDisk({ page }: Person, origin: string, quotaSize?: number): Promise<void> {
  // The limit ends with the session that set it, so the session stays open.
  const session = await page.context().newCDPSession(page);
  const size = quotaSize === undefined ? {} : { quotaSize };
  await session.send('Storage.overrideQuotaForOrigin', { origin, ...size });
}

const prepare = (person: Person, origin: string): Promise<void> =>
  limitDisk(person, origin, SMALL_DISK);

/** Writes messages, each when the one before is shown, until something else is visible. */
async function writeUntil(
  writer: Person | Friend,
  messages: Locator,
  isSeen: () => Promise<boolean>,
): Promise<number> {
  for (let n = 0; n < MESSAGES; n++) {
    await writer.send(`message ${n} ${LONG_TEXT}`);
    await expect(async () => {
      expect((await isSeen()) || (await messages.count()) === n + 2).toBe(true);
    }).toPass();
    if (await isSeen()) return n;
  }
  throw new Error(`${MESSAGES} messages fit on the disk`);
}

test('a full disk rejects what is written, returns the text, and continues when there is space', async ({
  newPerson,
  bob,
  site,
}) => {
  const alice = await newPerson({ prepare });
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bob.accept('alice');
  const refusal = alice.page.getByRole('alert');
  const sent = await writeUntil(alice, alice.messagesOf('You'), () => refusal.isVisible());
  await expect(refusal).toContainText(FULL);
  await expect(alice.composer).toHaveValue(`message ${sent} ${LONG_TEXT}`);
  await limitDisk(alice, site.address);
  await alice.composer.press('Enter');
  await expect(alice.messagesOf('You')).toHaveCount(sent + 2);
  await bob.texts(await alice.messagesOf('You').allTextContents());
});

test('a message that does not fit on a full disk is reported, waits at the sender, and arrives later', async ({
  newFriend,
  newPerson,
  site,
}) => {
  const [alice, bob] = await Promise.all([newFriend('alice'), newPerson({ prepare })]);
  await bob.signIn('Bob Ünal');
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bob.accept('alice');
  // The page says so, and the conversation may as well.
  const banner = bob.page.getByRole('status').filter({ hasText: FULL }).first();
  const sent = await writeUntil(alice, bob.messagesOf('alice'), () => banner.isVisible());
  const arrived = await bob.messagesOf('alice').count();
  expect(arrived).toBeLessThan(sent + 2);
  await limitDisk(bob, site.address);
  await expect(bob.messagesOf('alice')).toHaveCount(sent + 2);
  await expect(banner).toBeHidden();
  await alice.arrived();
});
