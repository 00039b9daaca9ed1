import { picture } from '../support/pictures.ts';
import { arrive, photograph, take } from './studio.ts';

/** `npx tsx test/e2e/pictures/transfer-screens.ts FOLDER`: takes screenshots of pictures of all sizes that wait for their receiver. */

const SIZES = [
  [72, 72],
  [40, 400],
  [400, 40],
  [320, 240],
  [900, 1600],
] as const;

async function transferScreens(): Promise<void> {
  const [alice, bob] = [await arrive('alice'), await arrive('Bob Ünal')];
  await alice.openPerson('Bob Ünal');
  await alice.send('Here are the pictures from the lake');
  await bob.accept('alice');
  await alice.marks('Read').waitFor();
  await bob.page.goto('about:blank');
  const choose = alice.page.getByLabel('Attach files');
  const send = async (sizes: readonly (readonly [number, number])[]): Promise<void> => {
    const names = sizes.map(([width, height]) => `${width}-${height}.jpg`);
    await choose.setInputFiles(
      await Promise.all(
        sizes.map(([width, height], n) => picture(alice.page, names[n] ?? '', { width, height })),
      ),
    );
    await alice.page.getByRole('button', { name: `Remove ${names.at(-1)}` }).waitFor();
    await alice.page.getByRole('button', { name: 'Send', exact: true }).click();
    const last = alice.history.getByRole('button', { name: `View ${names.at(-1)}` }).last();
    await last.waitFor();
    await last.scrollIntoViewIfNeeded();
  };
  for (const size of SIZES) {
    await send([size]);
    await take(alice.page, `waiting-${size.join('x')}`);
    await alice.send('below');
  }
  await send(SIZES.slice(0, 3));
  await take(alice.page, 'waiting-album');
}

await photograph(transferScreens);
