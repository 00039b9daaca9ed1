import { bytesNamed, picture } from '../support/pictures.ts';
import { arrive, photograph, press, take } from './studio.ts';

/** `npx tsx test/e2e/pictures/file-screens.ts FOLDER`: takes screenshots of files being chosen, sent and viewed, and of the emoji. */

async function fileScreens(): Promise<void> {
  const [alice, bob] = [await arrive('alice'), await arrive('Bob Ünal')];
  await alice.openPerson('Bob Ünal');
  await alice.send('Here are the pictures from the lake');
  await bob.accept('alice');
  await alice.marks('Read').waitFor();
  const choose = alice.page.getByLabel('Attach files');
  await choose.setInputFiles([
    await picture(alice.page, 'lake.jpg', { width: 1600, height: 1000 }),
    await picture(alice.page, 'boat.jpg', { width: 600, height: 900 }),
    bytesNamed('The depths of every lake in Finland, a report of the year 2026.pdf', 48_000),
  ]);
  await alice.page.getByRole('button', { name: 'Remove boat.jpg' }).waitFor();
  await take(alice.page, 'tray');
  await alice.composer.fill('At the lake');
  await alice.page.getByRole('button', { name: 'Send', exact: true }).click();
  const received = bob.history.getByRole('button', { name: /^View / });
  await received.nth(1).waitFor();
  await received.nth(1).scrollIntoViewIfNeeded();
  await bob.send('Beautiful! `npm start` is running here, see www.example.org');
  await take(bob.page, 'received');
  await take(alice.page, 'sent');
  await received.first().click();
  await take(bob.page, 'viewer');
  await bob.page.keyboard.press('Escape');
  const sizes = [
    [1200, 800],
    [800, 1200],
    [900, 900],
    [1600, 700],
    [640, 480],
  ] as const;
  const album = sizes.map(([width, height], index) =>
    picture(alice.page, `swim-${index}.jpg`, { width, height }),
  );
  await choose.setInputFiles(await Promise.all(album));
  await alice.page.getByRole('button', { name: 'Remove swim-4.jpg' }).waitFor();
  await alice.page.getByRole('button', { name: 'Send', exact: true }).click();
  await received.nth(5).waitFor();
  await received.nth(5).scrollIntoViewIfNeeded();
  await take(bob.page, 'album');
  await press(bob.page, 'Emoji');
  await bob.page.getByRole('button', { name: 'thumbs up', exact: true }).waitFor();
  await take(bob.page, 'emoji');
  await bob.page.keyboard.press('Escape');
  await bob.composer.pressSequentially('Nice :sun');
  await bob.page.getByRole('listbox', { name: 'Suggested emoji' }).waitFor();
  await take(bob.page, 'suggestions');
  await bob.page.keyboard.press('Escape');
  await bob.composer.fill('');
  await press(bob.page, 'Settings');
  await take(bob.page, 'settings');
}

await photograph(fileScreens);
