import type { Locator } from '@playwright/test';
import { ENGLISH, LANGUAGES } from '../../src/ui/strings/languages.ts';
import { expectAccessible } from './support/accessible.ts';
import { attach, expectPictures, send } from './support/file-messages.ts';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';
import { type ChosenFile, picture } from './support/pictures.ts';
import { TranslatedPage } from './support/translated.ts';

/** Width and height of photos as cameras, screens and panoramas have them. */
const SIZES = [
  [640, 480],
  [480, 640],
  [900, 300],
  [300, 900],
  [500, 500],
  [640, 480],
] as const;

const photos = ({ page }: Person, count: number): Promise<ChosenFile[]> =>
  Promise.all(
    SIZES.slice(0, count).map(([width, height], n) =>
      picture(page, `photo-${n + 1}.jpg`, { width, height }),
    ),
  );

async function sendPhotos(person: Person, count: number, caption = ''): Promise<void> {
  await attach(person, await photos(person, count));
  await person.composer.fill(caption);
  await send(person).click();
}

const album = ({ history }: Person, count: number): Locator =>
  history.getByRole('list', { name: `${count} photos` });
/** A picture of an album that is shown in the conversation. */
const tile = ({ history }: Person, n: number): Locator =>
  history.getByRole('button', { name: `View photo-${n}.jpg` });
/** The picture that the viewer shows. */
const viewed = ({ page }: Person, n: number): Locator =>
  page.getByRole('dialog', { name: `photo-${n}.jpg` }).getByRole('img');

test('six photos are one message, which the viewer goes through in the direction of the language, without accessibility faults', async ({
  pair: { alice, bob },
}) => {
  await sendPhotos(alice, 6, 'From the lake');

  await test.step('they have one caption; four are shown, and how many more there are', async () => {
    for (const person of [bob, alice]) {
      await expect(album(person, 6).getByRole('listitem')).toHaveCount(4);
      await expect(album(person, 6)).toContainText('+2');
      await expectPictures(person, 4);
      await expect(person.history.getByText('From the lake')).toHaveCount(1);
    }
    await expect(alice.composer).toHaveValue('');
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  await test.step('the album and its pictures in the viewer have no accessibility faults', async () => {
    await expectAccessible(bob.page, 'an album');
    await tile(bob, 2).click();
    await expect(viewed(bob, 2)).toBeVisible();
    await expectAccessible(bob.page, 'an album in the viewer');
    await bob.page.keyboard.press('Escape');
    await expect(bob.page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('the viewer goes from one picture to the next, also to those that are not in the grid', async () => {
    const { keyboard } = bob.page;
    await tile(bob, 4).focus();
    await keyboard.press('Enter');
    await expect(viewed(bob, 4)).toBeVisible();
    await expect(bob.page.getByRole('dialog').getByText('4 of 6')).toBeVisible();
    await keyboard.press('ArrowRight');
    await expect(viewed(bob, 5)).toBeVisible();
    await bob.page.getByRole('button', { name: 'Next picture' }).click();
    await expect(viewed(bob, 6)).toBeVisible();
    await keyboard.press('ArrowRight');
    await expect(viewed(bob, 6)).toBeVisible();
    await keyboard.press('ArrowLeft');
    await expect(viewed(bob, 5)).toBeVisible();
    await keyboard.press('+');
    // An enlarged picture is moved instead.
    await keyboard.press('ArrowLeft');
    await expect(viewed(bob, 5)).toBeVisible();
    await keyboard.press('Escape');
    await expect(bob.page.getByRole('dialog')).toHaveCount(0);
    await expect(tile(bob, 4)).toBeFocused();
  });

  await test.step('in a right-to-left language the next picture is on the left', async () => {
    const arabic = LANGUAGES.find(({ tag }) => tag === 'ar') ?? ENGLISH;
    await bob.page.getByRole('button', { name: 'Settings' }).click();
    await bob.page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
    await expect(bob.page.locator('html')).toHaveAttribute('dir', 'rtl');
    await bob.page.reload();
    await new TranslatedPage(bob.page, arabic).openConversation('alice');
    const inArabic = (n: number): Locator =>
      bob.history.getByRole('button', { name: new RegExp(`photo-${n}\\.jpg$`) });
    const [first, second] = [await inArabic(1).boundingBox(), await inArabic(2).boundingBox()];
    expect(second?.y).toBe(first?.y);
    expect(second?.x).toBeLessThan(first?.x ?? 0);
    await inArabic(1).click();
    await expect(viewed(bob, 1)).toBeVisible();
    await bob.page.keyboard.press('ArrowLeft');
    await expect(viewed(bob, 2)).toBeVisible();
  });
});

test('pictures of an album have places of their own, each can be reacted to and deleted, and they reach somebody who was offline', async ({
  pair: { alice, bob },
  site,
}) => {
  await test.step('pictures of any size have equal places, and do not move when they arrive', async () => {
    await sendPhotos(alice, 3);
    await expect(album(bob, 3)).toBeVisible();
    const boxes = (): Promise<Awaited<ReturnType<Locator['boundingBox']>>[]> =>
      Promise.all([1, 2, 3].map((n) => tile(bob, n).boundingBox()));
    const before = await boxes();
    await expectPictures(bob, 3);
    const [wide, left, right] = await boxes();
    expect([wide, left, right].map((box) => box?.height)).toEqual(before.map((box) => box?.height));
    expect(left?.y).toBe(right?.y);
    expect(left?.width).toBeCloseTo(right?.width ?? 0, 0);
    expect(wide?.width).toBeGreaterThan(2 * (left?.width ?? 0));
  });

  await test.step('one picture of an album can be reacted to and deleted', async () => {
    await tile(bob, 2).click({ button: 'right' });
    await bob.page.getByRole('dialog').getByRole('button', { name: '👍' }).click();
    for (const person of [alice, bob]) {
      const second = album(person, 3).getByRole('listitem').nth(1);
      await expect(second.getByRole('button', { name: /👍/ })).toBeVisible();
    }
    await tile(alice, 2).click();
    const viewer = alice.page.getByRole('dialog', { name: 'photo-2.jpg' });
    await viewer.getByRole('button', { name: 'Message options' }).click();
    await alice.page.getByRole('button', { name: 'Delete…' }).click();
    await alice.page.getByRole('button', { name: 'Delete for everyone' }).click();
    for (const person of [alice, bob]) {
      // The album stays one, and what was in its middle follows it.
      await expect(album(person, 2)).toBeVisible();
      await expect(tile(person, 1)).toBeVisible();
      await expect(tile(person, 3)).toBeVisible();
      await expect(person.history.getByText('Message deleted')).toHaveCount(1);
    }
  });

  await test.step('five photos reach somebody who was offline', async () => {
    await expect(alice.unacknowledged).toHaveCount(0);
    await bob.page.goto('about:blank');
    await sendPhotos(alice, 5);
    await expect(album(alice, 5)).toBeVisible();
    await expect(alice.marks('Waiting')).toHaveCount(0);
    await bob.page.goto(site.address);
    await bob.openConversation('alice');
    await expectPictures(bob, 6);
    await expect(album(bob, 5)).toContainText('+1');
  });
});
