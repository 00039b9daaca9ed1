import type { Locator } from '@playwright/test';
import { download, saved, sendFiles } from './support/file-messages.ts';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';
import { bytesNamed, picture } from './support/pictures.ts';

test.describe('a transfer', () => {
  /** Large enough to be paused. */
  const SIZE = 6 * 1024 * 1024;
  /** That of the files whose content does not matter. */
  const SMALL = 2 * 1024 * 1024;
  const button = (person: Person, name: string): Locator =>
    person.history.getByRole('button', { name, exact: true });

  test('goes on after a pause and a reload, and when its sender is online again, and is complete; it can be cancelled and declined, and Settings say how much files take', async ({
    pair: { alice, bob },
    site,
  }) => {
    const storage = alice.page.getByRole('region', { name: 'Storage used by files' });
    const openSettings = (): Promise<void> =>
      alice.page.getByRole('button', { name: 'Settings' }).click();
    await openSettings();
    await expect(storage.getByText('There are no files on this device.')).toBeVisible();
    await alice.openConversation('Bob Ünal');

    await test.step('after a pause and a reload', async () => {
      const file = bytesNamed('plan.bin', SIZE);
      await sendFiles(alice, [file]);
      await download(bob);
      await button(bob, 'Pause').click();
      await expect(bob.history.getByText(/^Paused at/)).toBeVisible();
      await bob.page.reload();
      await button(bob, 'Resume').click();
      const save = button(bob, 'Save plan.bin');
      await expect(save).toBeVisible();
      expect((await saved(bob.page, save)).bytes.equals(file.buffer)).toBe(true);
    });

    await test.step('settings say how much files take, by conversation', async () => {
      await openSettings();
      await expect(storage).toContainText('Bob Ünal');
      await expect(storage).toContainText('6.3 MB');
      await alice.openConversation('Bob Ünal');
    });

    await test.step('it waits for a sender who is offline, and says so', async () => {
      await sendFiles(alice, [bytesNamed('other.bin', SMALL)]);
      await expect(button(bob, 'Download')).toBeVisible();
      await alice.page.goto('about:blank');
      await download(bob);
      await expect(bob.history.getByText('Waiting for alice to come online')).toBeVisible();
      await alice.page.goto(site.address);
      await expect(button(bob, 'Save other.bin')).toBeVisible();
    });

    await test.step('cancelled by its sender', async () => {
      await alice.openConversation('Bob Ünal');
      await sendFiles(alice, [bytesNamed('plan.bin', SMALL)]);
      await expect(button(bob, 'Download')).toBeVisible();
      await button(alice, 'Cancel').click();
      await expect(alice.history.getByText('You cancelled this file')).toBeVisible();
      await expect(bob.history.getByText('alice cancelled this file')).toBeVisible();
      await expect(button(bob, 'Download')).toHaveCount(0);
    });

    await test.step('declined by its receiver', async () => {
      await sendFiles(alice, [bytesNamed('other.bin', SMALL)]);
      await button(bob, 'Decline').click();
      await expect(bob.history.getByText('You declined this file')).toBeVisible();
      await expect(alice.history.getByText('Bob Ünal declined this file')).toBeVisible();
    });
  });
});

/** Pictures of different shapes: their name, how many there are, and their size. */
const SHAPES = [
  ['photo', 1, {}],
  ['icon', 1, { width: 72, height: 72 }],
  ['banner', 1, { width: 1_600, height: 80 }],
  ['album', 3, {}],
] as const;

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (box === null) throw new TypeError('not visible');
  return { ...box, end: box.y + box.height, right: box.x + box.width };
}

test('the status of pictures of any size lies over them, and nothing moves when it disappears', async ({
  pair: { alice, bob },
  site,
}) => {
  const { history } = alice;
  const named = (name: string): Locator =>
    history.getByRole('button', { name: new RegExp(`^View ${name}-`) });
  const statuses = history
    .getByText('Waiting for Bob Ünal to come online')
    .filter({ visible: true });
  const cancels = history.getByRole('button', { name: 'Cancel', exact: true });
  // The history may scroll: only distances between a picture and the text below count.
  const distances = (): Promise<number[]> =>
    Promise.all(
      SHAPES.map(async ([name]) => {
        const below = alice.messagesOf('You').filter({ hasText: `below the ${name}` });
        return (await boxOf(below)).y - (await boxOf(named(name).first())).y;
      }),
    );
  await bob.page.goto('about:blank');
  for (const [n, [name, count, size]] of SHAPES.entries()) {
    await test.step(name, async () => {
      const names = Array.from({ length: count }, (_, m) => `${name}-${m}.jpg`);
      await sendFiles(
        alice,
        await Promise.all(names.map((each) => picture(alice.page, each, size))),
      );
      await alice.send(`below the ${name}`);
      await expect(alice.messagesOf('You').last()).toHaveText(`below the ${name}`);
      await expect(statuses).toHaveCount(n + 1);
      const [first, last] = [named(name).first(), named(name).last()];
      for (const over of [statuses.nth(n), cancels.nth(n)]) {
        expect((await boxOf(over)).y).toBeGreaterThan((await boxOf(first)).y);
        expect((await boxOf(over)).end).toBeLessThanOrEqual((await boxOf(last)).end);
        expect((await boxOf(over)).x).toBeGreaterThan((await boxOf(first)).x);
        expect((await boxOf(over)).right).toBeLessThan((await boxOf(first)).right);
      }
    });
  }
  const before = await distances();
  await bob.page.goto(site.address);
  await bob.openConversation('alice');
  await expect(cancels).toHaveCount(0);
  await expect(statuses).toHaveCount(0);
  expect(await distances()).toEqual(before);
});
