import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { test as base, expect } from './support/fixture.ts';
import type { Friend } from './support/friend.ts';
import { Person } from './support/people.ts';
import { readRawStorage, searchProfile, secretsIn } from './support/raw-storage.ts';
import { report } from './support/report.ts';

/** Words that occur nowhere in the page or the browser. */
const WRITTEN = 'vermilion-hedgehogs-4711';
const ANSWERED = 'cerulean-lanterns-0815';
const DRAFTED = 'ochre-parentheses-2357';
const SECRETS = [WRITTEN, ANSWERED, DRAFTED];
const SEEDED = 'unsealed-marmalade-1123';
const DATABASE = 'live-chat';
/** Says which tab may write: a random number that reveals nothing about a person. */
const OWNER = `${DATABASE}/owner`;
/** Says that somebody has signed in here, so that the page notices when everything else is lost. */
const MARKER = 'localStorage';

/** The page itself, which is the same for everybody. It is stored a while after the first message, and stays. */
const PAGE = ['caches', 'service workers'];

/** A browser profile on disk, as people have it. */
interface Profile {
  readonly folder: string;
  readonly context: BrowserContext;
}

const test = base.extend<{ profile: Profile }>({
  profile: async ({ playwright, browserName, launchOptions }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'live-chat-profile-'));
    const context = await playwright[browserName].launchPersistentContext(folder, launchOptions);
    await use({ folder, context });
    await context.close();
    await rm(folder, { recursive: true, force: true });
  },
});

/** A page of the chat's origin without our code. */
async function openBare({ context }: Profile, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${address}/nothing-is-here`);
  return page;
}

/** Writes bytes where the chat stores data, or removes them again. */
function writeRaw(page: Page, text: string | undefined): Promise<void> {
  return page.evaluate(
    ([name, value]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(String(name));
        opening.onsuccess = () => {
          const database = opening.result;
          const change = database.transaction('drafts', 'readwrite', { durability: 'strict' });
          if (value === undefined) change.objectStore('drafts').delete('seeded');
          else change.objectStore('drafts').put(new TextEncoder().encode(value), 'seeded');
          change.onabort = () => reject(change.error);
          change.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    [DATABASE, text],
  );
}

/** A conversation with a draft, all of it stored. */
async function talk(profile: Profile, bob: Friend, address: string): Promise<Person> {
  const alice = new Person(profile.context, await profile.context.newPage());
  await alice.page.goto(address);
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await alice.send(WRITTEN);
  await bob.accept('alice');
  await bob.send(ANSWERED);
  await expect(alice.messagesOf('Bob Ünal')).toHaveText(ANSWERED);
  await expect(alice.arrived).toHaveCount(1);
  await alice.composer.fill(DRAFTED);
  return alice;
}

async function signOut({ page }: Person): Promise<void> {
  for (const name of ['Settings', 'Sign out…', 'Sign out and erase']) {
    await page.getByRole('button', { name }).click();
  }
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
}

test.use({ storesPage: true });

test('what a browser stores is sealed, its keys cannot be read, and signing out erases all of it', async ({
  profile,
  bob,
  site,
}) => {
  const alice = await talk(profile, bob, site.address);
  const bare = await openBare(profile, site.address);
  const readRows = async () =>
    (await readRawStorage(bare)).filter(({ place }) => !PAGE.includes(place));
  const places = async () => (await readRows()).map(({ place }) => place);
  await expect.poll(places).toContain(`${DATABASE}/drafts`);

  await test.step('every row is sealed, and every key unreadable', async () => {
    const rows = await readRows();
    const kinds = new Set(rows.map(({ place, kind }) => `${place}: ${kind}`));
    report(`${rows.length} values, of these kinds: ${[...kinds].sort().join(', ')}`);
    expect(rows.length).toBeGreaterThan(10);
    for (const table of ['profile', 'people', 'messages', 'chains', 'keys']) {
      expect(await places()).toContain(`${DATABASE}/${table}`);
    }
    const markers = rows.filter(({ place }) => place === MARKER);
    expect(markers.map(({ key, text }) => `${key}: ${text}`)).toEqual([
      expect.stringMatching(/^signed-in: "\d{13}"$/),
    ]);
    for (const { place, kind } of rows) {
      if (place !== OWNER && place !== MARKER)
        expect([place, kind]).toEqual([place, place.endsWith('/keys') ? 'key' : 'bytes']);
    }
    const everything = rows.map(({ key, text }) => `${key}\n${text}`).join('\n');
    expect(secretsIn(everything, [...SECRETS, 'Bob Ünal', '"alice"'])).toEqual([]);
  });

  await test.step('on the disk, only a text stored unsealed is found', async () => {
    await writeRaw(bare, SEEDED);
    const seeded = (await readRawStorage(bare)).map(({ text }) => text).join('\n');
    expect(secretsIn(seeded, [...SECRETS, SEEDED])).toEqual([SEEDED]);
    const { files, bytes, found } = await searchProfile(profile.folder, [...SECRETS, SEEDED]);
    report(`${files} files, ${bytes} bytes; found ${found.join(', ')}`);
    expect(found.length).toBeGreaterThan(0);
    for (const place of found) expect(place).toMatch(new RegExp(`: ${SEEDED}$`));
    await writeRaw(bare, undefined);
  });

  await test.step('after signing out there is no row, no key, no cookie and no cache', async () => {
    await signOut(alice);
    await expect.poll(places).toEqual([OWNER]);
    expect(await profile.context.cookies()).toEqual([]);
    expect(await alice.page.evaluate(() => history.state)).toBeNull();
    // Memory is empty too: after a reload nobody is signed in.
    await alice.page.reload();
    await expect(alice.page.getByRole('textbox', { name: 'Your name' })).toHaveValue('');
    await profile.context.close();
    const { files, found } = await searchProfile(profile.folder, SECRETS);
    expect(files).toBeGreaterThan(5);
    expect(found).toEqual([]);
  });
});

test('a lost profile is reported, but not after signing out', async ({ newPerson, site }) => {
  const alice = await newPerson();
  const lost = alice.page.getByRole('alert').filter({ hasText: 'on this device are gone' });
  const name = alice.page.getByRole('textbox', { name: 'Your name' });
  await expect(name).toBeVisible();
  await expect(lost).toBeHidden();
  await alice.signIn('alice');
  await alice.page.goto(`${site.address}/nothing-is-here`);
  await alice.page.evaluate(
    (database) =>
      new Promise((resolve) => {
        indexedDB.deleteDatabase(database).onsuccess = resolve;
      }),
    DATABASE,
  );
  await alice.page.goto(site.address);
  await expect(lost).toContainText('Sign in to start again.');
  await expectAccessible(alice.page, 'lost storage');
  await alice.page.reload();
  await expect(lost).toBeVisible();
  await alice.signIn('alice again');
  await signOut(alice);
  await expect(lost).toBeHidden();
  await alice.page.reload();
  await expect(name).toBeVisible();
  await expect(lost).toBeHidden();
});

test('persistent storage is requested after a day of use, and then rarely', async ({
  newPerson,
}) => {
  let asked = 0;
  const alice = await newPerson({
    prepare: async ({ page }) => {
      await page.clock.install();
      await page.exposeFunction('noteAsked', () => void asked++);
      await page.addInitScript(() => {
        const persist = navigator.storage.persist.bind(navigator.storage);
        navigator.storage.persist = async () => {
          await Reflect.get(window, 'noteAsked')();
          return persist();
        };
      });
    },
  });
  /** Opens the page again after some days. */
  const comeBack = async (days: number): Promise<void> => {
    await alice.page.clock.fastForward(days * 24 * 3_600_000);
    await alice.page.reload();
    await alice.list('People').waitFor();
  };
  await alice.signIn('alice');
  await comeBack(0);
  expect(asked).toBe(0);
  await comeBack(2);
  await expect.poll(() => asked).toBe(1);
  await comeBack(10);
  expect(asked).toBe(1);
  await comeBack(25);
  await expect.poll(() => asked).toBe(2);
});
