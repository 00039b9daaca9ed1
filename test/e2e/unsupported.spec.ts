import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './support/fixture.ts';
import { Person } from './support/people.ts';

test('an address without HTTPS says what is missing, and links to the secure address', async ({
  playwright,
  browserName,
  launchOptions,
  site,
}) => {
  const browser = await playwright[browserName].launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), '--host-resolver-rules=MAP chat.test 127.0.0.1'],
  });
  const page = await browser.newPage();
  const { port } = new URL(site.address);
  await page.goto(`http://chat.test:${port}/`);
  await expect(page.getByRole('heading', { name: 'Live Chat can’t run here' })).toBeVisible();
  await expect(page.getByRole('listitem')).toHaveText(['A secure connection (HTTPS)']);
  await expect(page.getByRole('link')).toHaveAttribute('href', `https://chat.test:${port}/`);
  await browser.close();
});

test('a failed key generation is repeated, and a reload is offered when it keeps failing', async ({
  newPerson,
}) => {
  let refusals = 1;
  const { page } = await newPerson({
    prepare: async ({ page }) => {
      await page.exposeFunction('isRefused', () => refusals-- > 0);
      await page.addInitScript(() => {
        const original = crypto.subtle.generateKey;
        // As in WebKitGTK, in one of a hundred calls.
        crypto.subtle.generateKey = (async (algorithm: unknown, ...rest: unknown[]) => {
          const isRefused = algorithm === 'Ed25519' && (await Reflect.get(window, 'isRefused')());
          if (isRefused) throw new DOMException('', 'OperationError');
          return Reflect.apply(original, crypto.subtle, [algorithm, ...rest]);
        }) as SubtleCrypto['generateKey'];
      });
    },
  });
  const name = page.getByRole('textbox', { name: 'Your name' });
  await expect(name).toBeVisible();
  expect(refusals).toBeLessThan(0);
  refusals = 1_000;
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Live Chat can’t run here' })).toBeVisible();
  await expect(page.getByRole('listitem')).toHaveText(['Ed25519 signatures']);
  refusals = 0;
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(name).toBeVisible();
});

test('a browser without JavaScript says so', async ({ newPerson }) => {
  const { page } = await newPerson({ javaScriptEnabled: false });
  await expect(page.getByRole('heading', { name: 'Live Chat needs JavaScript' })).toBeVisible();
});

test('a page that did not load completely says so after a while', async ({ newPerson }) => {
  const { page } = await newPerson({
    prepare: async ({ page }) => {
      await page.route('**/main-*.js', (route) => route.abort());
    },
  });
  await expect(page.getByText('Still loading…')).toBeHidden();
  await expect(page.getByText('Still loading…')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Try again' })).toBeVisible();
});

/**
 * The profile of a browser that cannot store anything: there is a file where its databases would
 * be.
 */
async function makeForgetfulProfile(): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'live-chat-profile-'));
  await mkdir(join(profile, 'Default'));
  await writeFile(join(profile, 'Default', 'IndexedDB'), '');
  return profile;
}

test('a browser without storage can chat, with a warning', async ({
  playwright,
  browserName,
  launchOptions,
  bob,
  site,
}) => {
  const profile = await makeForgetfulProfile();
  const context = await playwright[browserName].launchPersistentContext(profile, launchOptions);
  const alice = new Person(context, await context.newPage());
  await alice.page.goto(site.address);
  await expect(alice.page.getByText('This window doesn’t save anything')).toBeVisible();
  await alice.signIn('alice');
  await expect(alice.page.getByText('This window doesn’t save anything')).toBeVisible();
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bob.accept('alice');
  await bob.send('Hello yourself');
  await expect(alice.messagesOf('Bob Ünal')).toHaveText(['Hello yourself']);
  expect(alice.complaints).toEqual([]);
  await context.close();
  await rm(profile, { recursive: true });
});
