import { readFile, truncate, writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { FILE_MAX_BYTES } from '../../src/protocol/limits.ts';
import { expectAccessible } from './support/accessible.ts';
import {
  attach,
  expectPictures,
  pictures,
  send,
  sendFiles,
  tray,
} from './support/file-messages.ts';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';
import { bytesNamed, PLACE, picture, promisedPng, withPlace } from './support/pictures.ts';

/** The bytes that a click saves. */
async function saved(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await button.click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** The dimensions of a picture as a browser decodes it. */
const sizeOf = (page: Page, bytes: Buffer): Promise<[number, number]> =>
  page.evaluate(async (base64) => {
    const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const { width, height } = await createImageBitmap(new Blob([content]));
    return [width, height];
  }, bytes.toString('base64'));

/** Downloads what waits for it. */
async function download(person: Person): Promise<void> {
  await person.history.getByRole('button', { name: 'Download' }).click();
}

async function savedFromViewer(person: Person, name: string) {
  await person.history.getByRole('button', { name: `View ${name}` }).click();
  const viewer = person.page.getByRole('dialog', { name });
  const file = await saved(person.page, viewer.getByRole('button', { name: `Save ${name}` }));
  await viewer.getByRole('button', { name: 'Close' }).click();
  return file;
}

test('five photos reach somebody who was offline', async ({ pair: { alice, bob }, site }) => {
  await bob.page.goto('about:blank');
  const photos = [1, 2, 3, 4, 5].map((n) =>
    picture(alice.page, `photo-${n}.jpg`, { width: 300 + n }),
  );
  await sendFiles(alice, await Promise.all(photos));
  await expect(alice.marks('Waiting')).toHaveCount(0);
  await bob.page.goto(site.address);
  await bob.openConversation('alice');
  await expectPictures(bob, 4);
  await expect(bob.history).toContainText('+1');
});

test.describe('a photo with the place where it was taken', () => {
  test('arrives upright, scaled and without metadata', async ({ pair: { alice, bob } }) => {
    const photo = withPlace(
      await picture(alice.page, 'Summer.jpeg', { width: 4_000, height: 3_000 }),
    );
    expect(photo.buffer.includes(PLACE)).toBe(true);
    await sendFiles(alice, [photo]);
    await expectPictures(bob, 1);
    const { name, bytes } = await savedFromViewer(bob, 'Summer.jpg');
    expect(name).toBe('Summer.jpg');
    expect(bytes.includes(PLACE)).toBe(false);
    expect(bytes.includes('Exif')).toBe(false);
    // The camera was turned: what was wide is high.
    expect(await sizeOf(bob.page, bytes)).toEqual([1_536, 2_048]);
  });

  test('arrives unchanged when the original is sent, after a warning', async ({
    pair: { alice, bob },
  }) => {
    const photo = withPlace(await picture(alice.page, 'Summer.jpg'));
    await attach(alice, [photo]);
    await expect(tray(alice).getByText(/may reveal where/)).toBeHidden();
    await tray(alice).getByRole('checkbox', { name: 'Send original pictures' }).check();
    await expect(tray(alice).getByText(/may reveal where/)).toBeVisible();
    await send(alice).click();
    await expectPictures(bob, 1);
    const { bytes } = await savedFromViewer(bob, 'Summer.jpg');
    expect(bytes.equals(photo.buffer)).toBe(true);
  });
});

test.describe('a file that is not what its name says', () => {
  for (const [kind, text] of [
    ['HTML', '<!doctype html><script>document.title = "run"</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = 1"></svg>'],
  ] as const) {
    test(`${kind} named .png is a card`, async ({ pair: { alice, bob } }) => {
      const file = { name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from(text) };
      await sendFiles(alice, [file]);
      const save = bob.history.getByRole('button', { name: 'Save cat.png' });
      await download(bob);
      expect((await saved(bob.page, save)).bytes.toString()).toBe(text);
      await expect(pictures(bob)).toHaveCount(0);
      await expect(bob.page).toHaveTitle('Live Chat');
    });
  }

  test('a PNG of 30,000 × 30,000 pixels is not decoded', async ({ pair: { alice, bob } }) => {
    await attach(alice, [promisedPng('huge.png', 30_000, 30_000)]);
    await expect(tray(alice).getByText(/can’t be scaled/)).toBeVisible();
    await expect(send(alice)).toHaveAttribute('aria-disabled', 'true');
    await tray(alice).getByRole('checkbox', { name: 'Send original pictures' }).check();
    await send(alice).click();
    await expect(bob.history.getByText('This picture is too large to show.')).toBeVisible();
    await expect(bob.history.getByRole('button', { name: 'Save huge.png' })).toBeVisible();
    await expect(bob.history.locator('img')).toHaveCount(0);
  });
});

test.describe('a transfer', () => {
  const SIZE = 6 * 1024 * 1024;
  const button = (person: Person, name: string): Locator =>
    person.history.getByRole('button', { name, exact: true });

  test('can be cancelled by its sender', async ({ pair: { alice, bob } }) => {
    await sendFiles(alice, [bytesNamed('plan.bin', SIZE)]);
    await expect(button(bob, 'Download')).toBeVisible();
    await button(alice, 'Cancel').click();
    await expect(alice.history.getByText('You cancelled this file')).toBeVisible();
    await expect(bob.history.getByText('alice cancelled this file')).toBeVisible();
    await expect(button(bob, 'Download')).toHaveCount(0);
  });

  test('can be declined by its receiver', async ({ pair: { alice, bob } }) => {
    await sendFiles(alice, [bytesNamed('plan.bin', SIZE)]);
    await button(bob, 'Decline').click();
    await expect(bob.history.getByText('You declined this file')).toBeVisible();
    await expect(alice.history.getByText('Bob Ünal declined this file')).toBeVisible();
  });

  test('goes on after a pause and a reload, and is complete', async ({ pair: { alice, bob } }) => {
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

  test('waits for a sender who is offline, and says so', async ({ pair: { alice, bob }, site }) => {
    await sendFiles(alice, [bytesNamed('plan.bin', SIZE)]);
    await expect(button(bob, 'Download')).toBeVisible();
    await alice.page.goto('about:blank');
    await download(bob);
    await expect(bob.history.getByText('Waiting for alice to come online')).toBeVisible();
    await alice.page.goto(site.address);
    await expect(button(bob, 'Save plan.bin')).toBeVisible();
  });
});

for (const [what, count, size] of [
  ['a picture', 1, {}],
  ['a picture of 72 pixels', 1, { width: 72, height: 72 }],
  ['a banner', 1, { width: 1_600, height: 80 }],
  ['an album', 3, {}],
] as const) {
  test(`the status of ${what} lies over it, and nothing moves when it disappears`, async ({
    pair: { alice, bob },
    site,
  }) => {
    await bob.page.goto('about:blank');
    const names = Array.from({ length: count }, (_, n) => `photo-${n}.jpg`);
    await sendFiles(alice, await Promise.all(names.map((name) => picture(alice.page, name, size))));
    await alice.send('below');
    const below = alice.messagesOf('You').filter({ hasText: 'below' });
    await expect(below).toBeVisible();
    const status = alice.history.getByText('Waiting for Bob Ünal to come online');
    await expect(status).toBeVisible();
    const boxOf = async (element: Locator) => {
      const box = await element.boundingBox();
      if (box === null) throw new TypeError('not visible');
      return { ...box, end: box.y + box.height, right: box.x + box.width };
    };
    // The history may scroll: only distances count.
    const distance = async (): Promise<number> =>
      (await boxOf(below)).y - (await boxOf(pictures(alice).first())).y;
    const before = await distance();
    const [first, last] = [pictures(alice).first(), pictures(alice).last()];
    const cancel = alice.history.getByRole('button', { name: 'Cancel', exact: true });
    for (const over of [status, cancel]) {
      expect((await boxOf(over)).y).toBeGreaterThan((await boxOf(first)).y);
      expect((await boxOf(over)).end).toBeLessThanOrEqual((await boxOf(last)).end);
      expect((await boxOf(over)).x).toBeGreaterThan((await boxOf(first)).x);
      expect((await boxOf(over)).right).toBeLessThan((await boxOf(first)).right);
    }
    await bob.page.goto(site.address);
    await bob.openConversation('alice');
    await expect(cancel).toHaveCount(0);
    await expect(status).toBeHidden();
    expect(await distance()).toBe(before);
  });
}

test('a reply to a picture quotes it with a small picture', async ({ pair: { alice, bob } }) => {
  await sendFiles(alice, [await picture(alice.page, 'cat.jpg')]);
  await expectPictures(bob, 1);
  await pictures(bob).click({ button: 'right' });
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Reply' }).click();
  await expect(bob.page.getByText('Replying to alice')).toBeVisible();
  await bob.send('What a cat');
  for (const [person, name] of [
    [alice, 'You Photo'],
    [bob, 'alice Photo'],
  ] as const) {
    const quote = person.history
      .getByRole('article')
      .filter({ hasText: 'What a cat' })
      .getByRole('button', { name });
    await expect(quote).toBeVisible();
    // A preview: it has few pixels, and it is decoded.
    await expect
      .poll(() => quote.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
  }
});

test('a deleted picture is gone on both sides', async ({ pair: { alice, bob } }) => {
  await sendFiles(alice, [await picture(alice.page, 'cat.jpg')]);
  await expectPictures(bob, 1);
  const message = alice.history
    .getByRole('article')
    .filter({ has: alice.page.getByRole('button', { name: /^View / }) });
  await message.focus();
  await message.press('Enter');
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete…' }).click();
  await alice.page.getByRole('button', { name: 'Delete for everyone' }).click();
  for (const person of [alice, bob]) {
    await expect(person.history.getByText('Message deleted')).toBeVisible();
    await expect(pictures(person)).toHaveCount(0);
  }
});

test.describe('choosing files', () => {
  test('goes on while other files are sent', async ({ pair: { alice, bob } }) => {
    await attach(alice, [bytesNamed('plan.bin', 5_000_000)]);
    await send(alice).click();
    await attach(alice, [bytesNamed('notes.bin', 100)]);
    await expect(bob.history.getByText('plan.bin')).toBeVisible();
    await expect(tray(alice).getByText('notes.bin')).toBeVisible();
    await expect(tray(alice).getByText('plan.bin')).toHaveCount(0);
  });

  test('works by dropping and pasting, shows that they can be dropped, and takes them back', async ({
    pair: { alice },
  }) => {
    const { page } = alice;
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['some notes'], 'notes.txt', { type: 'text/plain' }));
      return data;
    });
    const dropZone = page.getByText('Drop files here to attach them');
    await expect(dropZone).toBeHidden();
    await alice.history.dispatchEvent('dragover', { dataTransfer: transfer });
    await expect(dropZone).toBeVisible();
    await alice.history.dispatchEvent('drop', { dataTransfer: transfer });
    await expect(dropZone).toBeHidden();
    await expect(tray(alice).getByText('notes.txt')).toBeVisible();
    await alice.composer.evaluate((field, clipboardData) => {
      const init = { clipboardData, bubbles: true, cancelable: true };
      field.dispatchEvent(new ClipboardEvent('paste', init));
    }, transfer);
    const remove = tray(alice).getByRole('button', { name: 'Remove notes.txt' });
    await expect(remove).toHaveCount(2);
    await remove.first().click();
    await remove.click();
    await expect(tray(alice)).toHaveCount(0);
    await expect(alice.composer).toBeFocused();
  });

  test('names the limit when a file is larger, and keeps the file', async ({
    pair: { alice },
  }, info) => {
    const path = info.outputPath('film.bin');
    await writeFile(path, '');
    await truncate(path, FILE_MAX_BYTES + 1);
    await alice.page.getByLabel('Attach files').setInputFiles(path);
    await expect(tray(alice).getByText('film.bin')).toBeVisible();
    await send(alice).click();
    await expect(alice.page.getByRole('alert')).toHaveText(
      'That file is too large. Files can be up to 104 MB.',
    );
    await expect(tray(alice).getByText('film.bin')).toBeVisible();
  });

  test('is kept while another view is open', async ({ pair: { alice } }) => {
    await attach(alice, [bytesNamed('plan.bin', 100)]);
    await alice.page.getByRole('button', { name: 'Settings' }).click();
    await alice.openConversation('Bob Ünal');
    await expect(tray(alice).getByText('plan.bin')).toBeVisible();
  });
});

test('the viewer zooms with the keyboard, and closes back to the picture', async ({
  pair: { alice, bob },
}) => {
  await sendFiles(alice, [await picture(alice.page, 'cat.jpg', { width: 1_600, height: 1_200 })]);
  await expectPictures(bob, 1);
  await pictures(bob).focus();
  await bob.page.keyboard.press('Enter');
  const viewer = bob.page.getByRole('dialog', { name: 'cat.jpg' });
  const image = viewer.getByRole('img', { name: 'cat.jpg' });
  const width = async (): Promise<number> => (await image.boundingBox())?.width ?? 0;
  const whole = await width();
  await bob.page.keyboard.press('+');
  expect(await width()).toBeGreaterThan(whole * 1.4);
  await bob.page.keyboard.press('0');
  expect(await width()).toBe(whole);
  await expect(viewer.getByRole('button', { name: 'Zoom out' })).toBeDisabled();
  await bob.page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await expect(pictures(bob)).toBeFocused();
});

test('settings say how much files take, by conversation', async ({ pair: { alice } }) => {
  const { page } = alice;
  const storage = page.getByRole('region', { name: 'Storage used by files' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(storage.getByText('There are no files on this device.')).toBeVisible();
  await alice.openConversation('Bob Ünal');
  await sendFiles(alice, [bytesNamed('plan.bin', 2_000_000)]);
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(storage).toContainText('Bob Ünal');
  await expect(storage).toContainText('2 MB');
});

test('chosen files, files in the conversation and the viewer have no accessibility faults', async ({
  pair: { alice, bob },
}) => {
  await attach(alice, [await picture(alice.page, 'cat.jpg'), bytesNamed('plan.bin', 2_000_000)]);
  await expectAccessible(alice.page, 'chosen files');
  await send(alice).click();
  await expect(bob.history.getByRole('button', { name: 'Download' })).toBeVisible();
  await expectPictures(bob, 1);
  await expectAccessible(bob.page, 'files in the conversation');
  await pictures(bob).click();
  await expectAccessible(bob.page, 'the viewer');
});
