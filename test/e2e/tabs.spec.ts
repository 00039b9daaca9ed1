import { expect, test } from './support/fixture.ts';

test('two tabs: one is used, and the other takes over when asked or when the first one closes', async ({
  alice,
  bob,
  site,
}) => {
  const second = await alice.openTab(site.address);

  await test.step('a second tab asks which one to use, and the first one closes its chat', async () => {
    const heading = { name: 'Live Chat is open in another tab' };
    await expect(second.getByRole('heading', heading)).toBeVisible();
    await second.getByRole('button', { name: 'Use here' }).click();
    await second.getByRole('region', { name: 'Conversations' }).getByRole('button').click();
    await expect(second.getByRole('log')).toContainText('Hello');
    await expect(alice.page.getByRole('heading', heading)).toBeVisible();

    await bob.send('Which tab is this?');
    await expect(second.getByRole('log')).toContainText('Which tab is this?');
    await alice.page.getByRole('button', { name: 'Use here' }).click();
    await expect(second.getByRole('heading', heading)).toBeVisible();
    await expect(alice.history).toContainText('Which tab is this?');
    await alice.send('The first one');
    await bob.texts(['The first one']);
  });

  await test.step('a waiting tab takes over when the active one closes', async () => {
    await expect(second.getByRole('button', { name: 'Use here' })).toBeVisible();
    await alice.page.close();
    await expect(second.getByRole('region', { name: 'Conversations' })).toContainText('Bob Ünal');
  });
});
