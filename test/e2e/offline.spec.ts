import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

/** A person whose clock the test can stop. */
const prepare = ({ page }: Person): Promise<void> => page.clock.install();

test('losing the network is shown at once, and nobody is shown as online until it is back', async ({
  newPerson,
  bob,
}) => {
  const alice = await newPerson({ prepare });
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bob.accept('alice');
  await bob.read('Hello');
  await expect(alice.marks('Read')).toHaveCount(1);
  const { page } = alice;
  const peer = page.getByRole('region', { name: 'Conversation with Bob Ünal' });
  const own = page.getByRole('navigation');
  await expect(peer).toContainText('Online');
  await expect(own).toContainText('Online');

  // No timer runs from now on, so no missed heartbeat can reveal the loss.
  const now = await page.evaluate(() => Date.now());
  await page.clock.pauseAt(now + 2_000);
  await alice.goOffline();
  await expect(alice.notice).toContainText('No connection.');
  await expect(peer.getByText('Online', { exact: true })).toHaveCount(0);
  await expect(own.getByText('Online', { exact: true })).toHaveCount(0);

  await page.clock.resume();
  await alice.goOnline();
  await expect(peer).toContainText('Online');
  await expect(own).toContainText('Online');
  await expect(alice.notice).toBeHidden();
});
