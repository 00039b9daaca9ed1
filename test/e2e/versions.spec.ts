import { test as base, expect } from './support/fixture.ts';
import { otherProtocol } from './support/other-protocol.ts';
import { isServedOffline, whenStored } from './support/service-worker.ts';

interface Fixtures {
  /** Replaces the running relay by one of an older (-1) or newer (1) release. */
  replaceRelay: (step: -1 | 1) => Promise<void>;
}

const test = base.extend<Fixtures>({
  deployment: 'relay-process',

  replaceRelay: async ({ site }, use) => {
    const others: { remove(): Promise<void> }[] = [];
    await use(async (step) => {
      const other = await otherProtocol(step);
      others.push(other);
      await site.kill('SIGTERM');
      await site.restart(other.program);
    });
    await Promise.all(others.map((other) => other.remove()));
  },
});

test.use({ storesPage: true });

test('a server with an older version is reported, the page waits for an update, and signing in fails with a reason', async ({
  alice,
  bob,
  newPerson,
  site,
  replaceRelay,
}) => {
  const newcomer = await newPerson();
  await replaceRelay(-1);
  const banner = alice.page.getByRole('status').filter({ hasText: 'older version than this page' });
  await expect(banner).toBeVisible();
  await alice.send('Written meanwhile');
  await expect(alice.marks('Waiting')).toHaveCount(1);
  await newcomer.enterName('carol');
  const refusal = newcomer.page.getByRole('alert');
  await expect(refusal).toContainText('older version than this page');
  await expect(newcomer.page.getByRole('button', { name: 'Reload' })).toBeVisible();
  await site.kill('SIGKILL');
  await site.restart();
  await bob.texts(['Written meanwhile']);
  await expect(banner).toBeHidden();
});

test('an outdated page asks for a reload, also while there is no update for one that its browser has stored, and nothing is lost', async ({
  pair: { alice, bob },
  site,
  replaceRelay,
}) => {
  const { page } = alice;
  await whenStored(page);
  await page.reload();
  expect(await isServedOffline(page)).toBe(true);
  await replaceRelay(1);
  const updated = page.getByText('Live Chat has been updated.');
  await expect(updated).toBeVisible();
  await expect(bob.page.getByText('Live Chat has been updated.')).toBeVisible();
  await bob.composer.fill('Half a sentence');
  await alice.send('Written meanwhile');
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Reload' }).click();
  await loaded;
  await expect(updated).toBeVisible();
  await expect(alice.marks('Waiting')).toHaveCount(1);
  await site.kill('SIGKILL');
  await site.restart();
  for (const each of [page, bob.page]) {
    // A new worker may have loaded the page again already.
    const reload = each.getByRole('button', { name: 'Reload' });
    await expect(async () => {
      if (await reload.isVisible()) await reload.click({ timeout: 1_000 });
      await expect(each.getByRole('navigation')).toContainText('Online', { timeout: 5_000 });
    }).toPass();
  }
  await expect(bob.messagesOf('alice')).toHaveText(['Hello', 'Written meanwhile']);
  await expect(bob.composer).toHaveValue('Half a sentence');
});
