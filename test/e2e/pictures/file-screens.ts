import { bytesNamed, picture } from '../support/pictures.ts';
import { arrive, photograph, press, take } from './studio.ts';

/** `npx tsx test/e2e/pictures/file-screens.ts FOLDER`: takes screenshots of files being chosen, sent and viewed. */

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
  await press(bob.page, 'Settings');
  await take(bob.page, 'settings');
}

await photograph(fileScreens);
