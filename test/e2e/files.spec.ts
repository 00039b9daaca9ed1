import { truncate, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { FILE_MAX_BYTES } from '../../src/protocol/limits.ts';
import { expectAccessible } from './support/accessible.ts';
import {
  attach,
  download,
  expectPictures,
  pictures,
  saved,
  send,
  sendFiles,
  tray,
} from './support/file-messages.ts';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';
import { bytesNamed, PLACE, picture, promisedPng, withPlace } from './support/pictures.ts';

/** The dimensions of a picture as a browser decodes it. */
const sizeOf = (page: Page, bytes: Buffer): Promise<[number, number]> =>
  page.evaluate(async (base64) => {
    const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const { width, height } = await createImageBitmap(new Blob([content]));
    return [width, height];
  }, bytes.toString('base64'));

async function savedFromViewer(person: Person, name: string) {
  await person.history.getByRole('button', { name: `View ${name}` }).click();
  const viewer = person.page.getByRole('dialog', { name });
  const file = await saved(person.page, viewer.getByRole('button', { name: `Save ${name}` }));
  await viewer.getByRole('button', { name: 'Close' }).click();
  return file;
}

test('a file that is not what its name says is neither shown nor run, a photo arrives without its place unless the original is sent, and a picture is zoomed, quoted in a reply, and deleted, without accessibility faults', async ({
  pair: { alice, bob },
}) => {
  for (const [kind, name, text] of [
    ['HTML', 'cat.png', '<!doctype html><script>document.title = "run"</script>'],
    [
      'SVG',
      'dog.png',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = 1"></svg>',
    ],
  ] as const) {
    await test.step(`${kind} named .png is a card`, async () => {
      await sendFiles(alice, [{ name, mimeType: 'image/png', buffer: Buffer.from(text) }]);
      const save = bob.history.getByRole('button', { name: `Save ${name}` });
      await download(bob);
      expect((await saved(bob.page, save)).bytes.toString()).toBe(text);
      await expect(pictures(bob)).toHaveCount(0);
      await expect(bob.page).toHaveTitle('Live Chat');
    });
  }

  await test.step('a PNG of 30,000 × 30,000 pixels is not decoded', async () => {
    await attach(alice, [promisedPng('huge.png', 30_000, 30_000)]);
    await expect(tray(alice).getByText(/can’t be scaled/)).toBeVisible();
    await expect(send(alice)).toHaveAttribute('aria-disabled', 'true');
    await tray(alice).getByRole('checkbox', { name: 'Send original pictures' }).check();
    await send(alice).click();
    await expect(bob.history.getByText('This picture is too large to show.')).toBeVisible();
    await expect(bob.history.getByRole('button', { name: 'Save huge.png' })).toBeVisible();
    await expect(bob.history.locator('img')).toHaveCount(0);
  });

  await test.step('arrives upright, scaled and without metadata', async () => {
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

  await test.step('arrives unchanged when the original is sent, after a warning', async () => {
    const photo = withPlace(await picture(alice.page, 'Original.jpg'));
    await attach(alice, [photo]);
    await expect(tray(alice).getByText(/may reveal where/)).toBeHidden();
    await tray(alice).getByRole('checkbox', { name: 'Send original pictures' }).check();
    await expect(tray(alice).getByText(/may reveal where/)).toBeVisible();
    await send(alice).click();
    await expectPictures(bob, 2);
    const { bytes } = await savedFromViewer(bob, 'Original.jpg');
    expect(bytes.equals(photo.buffer)).toBe(true);
  });

  await test.step('the viewer zooms with the keyboard, and closes back to the picture', async () => {
    const cat = await picture(alice.page, 'cat.jpg', { width: 1_600, height: 1_200 });
    await attach(alice, [cat, bytesNamed('plan.bin', 2_000_000)]);
    await expectAccessible(alice.page, 'chosen files');
    await send(alice).click();
    await expect(bob.history.getByRole('button', { name: 'Download' })).toBeVisible();
    await expectPictures(bob, 3);
    await expectAccessible(bob.page, 'files in the conversation');
    await pictures(bob).last().focus();
    await bob.page.keyboard.press('Enter');
    const viewer = bob.page.getByRole('dialog', { name: 'cat.jpg' });
    const image = viewer.getByRole('img', { name: 'cat.jpg' });
    await expectAccessible(bob.page, 'the viewer');
    const width = async (): Promise<number> => (await image.boundingBox())?.width ?? 0;
    const whole = await width();
    await bob.page.keyboard.press('+');
    expect(await width()).toBeGreaterThan(whole * 1.4);
    await bob.page.keyboard.press('0');
    expect(await width()).toBe(whole);
    await expect(viewer.getByRole('button', { name: 'Zoom out' })).toBeDisabled();
    await bob.page.keyboard.press('Escape');
    await expect(viewer).toHaveCount(0);
    await expect(pictures(bob).last()).toBeFocused();
  });

  await test.step('a reply to a picture quotes it with a small picture', async () => {
    await pictures(bob).last().click({ button: 'right' });
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

  await test.step('a deleted picture is gone on both sides', async () => {
    await sendFiles(alice, [await picture(alice.page, 'dog.jpg')]);
    await expectPictures(bob, 4);
    const message = alice.history
      .getByRole('article')
      .filter({ has: alice.page.getByRole('button', { name: 'View dog.jpg' }) });
    await message.focus();
    await message.press('Enter');
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete…' }).click();
    await alice.page.getByRole('button', { name: 'Delete for everyone' }).click();
    for (const person of [alice, bob]) {
      await expect(person.history.getByText('Message deleted')).toBeVisible();
      await expect(person.history.getByRole('button', { name: 'View dog.jpg' })).toHaveCount(0);
      await expect(pictures(person)).toHaveCount(3);
    }
  });
});

test('files are chosen with the button, dropped or pasted, and are kept until they are sent or removed', async ({
  alice,
  bob,
}, info) => {
  await test.step('dropping and pasting works, the page shows that files can be dropped, and they can be removed', async () => {
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

  await test.step('the limit is named when a file is larger, and the file is kept', async () => {
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

  await test.step('files are kept while another view is open', async () => {
    await tray(alice).getByRole('button', { name: 'Remove film.bin' }).click();
    await attach(alice, [bytesNamed('plan.bin', 5_000_000)]);
    await alice.page.getByRole('button', { name: 'Settings' }).click();
    await alice.openConversation('Bob Ünal');
    await expect(tray(alice).getByText('plan.bin')).toBeVisible();
  });

  await test.step('choosing goes on while other files are sent', async () => {
    await send(alice).click();
    await attach(alice, [bytesNamed('notes.bin', 100)]);
    await bob.file('plan.bin');
    await expect(tray(alice).getByText('notes.bin')).toBeVisible();
    await expect(tray(alice).getByText('plan.bin')).toHaveCount(0);
  });
});
