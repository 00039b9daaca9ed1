import { readFile } from 'node:fs/promises';
import { expectAccessible } from './support/accessible.ts';
import { attach, send } from './support/file-messages.ts';
import { expect, test } from './support/fixture.ts';

/** Four seconds of WebM (VP8, no sound): a white square that moves over teal; made with FFmpeg. */
const CLIP = new URL('./support/clip.webm', import.meta.url);

test('a video shows a frame before it is downloaded, and then plays and seeks', async ({
  pair: { alice, bob },
}) => {
  const clip = { name: 'clip.webm', mimeType: 'video/webm', buffer: await readFile(CLIP) };
  await attach(alice, [clip]);
  await expect(alice.page.getByText(/may reveal where/)).toBeVisible();
  await send(alice).click();
  const download = bob.history.getByRole('button', { name: 'Download' });
  await expect(download).toBeVisible();
  const frame = bob.history.locator('img');
  const widthOf = (image: HTMLImageElement): number => image.naturalWidth;
  await expect.poll(() => frame.evaluate(widthOf)).toBeGreaterThan(0);
  const place = await bob.history.locator('.picture').boundingBox();
  await download.click();
  await bob.history.getByRole('button', { name: 'Play clip.webm' }).click();
  const video = bob.history.getByLabel('clip.webm', { exact: true });
  const timeOf = (element: HTMLVideoElement): number => element.currentTime;
  await expect.poll(() => video.evaluate(timeOf)).toBeGreaterThan(0);
  const playing = await bob.history.locator('.picture').boundingBox();
  expect([playing?.width, playing?.height]).toEqual([place?.width, place?.height]);
  await expectAccessible(bob.page, 'a video that plays');
  const sought = await video.evaluate(async (element: HTMLVideoElement) => {
    element.pause();
    const done = new Promise((resolve) => element.addEventListener('seeked', resolve));
    element.currentTime = 2.5;
    await done;
    return { at: element.currentTime, length: element.duration, width: element.videoWidth };
  });
  expect(sought).toEqual({ at: 2.5, length: 4, width: 96 });
  expect([...alice.complaints, ...bob.complaints]).toEqual([]);
});
