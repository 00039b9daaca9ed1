import type { Page } from '@playwright/test';
import { accessibilityFaults } from './support/accessible.ts';
import { test as base, expect } from './support/fixture.ts';
import type { Person } from './support/people.ts';
import { buildNext, NEXT_TITLE, type ReleasingSite, startReleasing } from './support/releases.ts';
import {
  isServedOffline,
  lookForUpdate,
  storedBuilds,
  whenStored,
} from './support/service-worker.ts';

interface Fixtures {
  site: ReleasingSite;
  /** Somebody alone, whose page comes from her browser's storage. */
  stored: Person;
}

/** Waits until a page's browser has stored it, and loads it from there. */
async function loadStored(page: Page): Promise<void> {
  await whenStored(page);
  await page.reload();
  expect(await isServedOffline(page)).toBe(true);
}

const test = base.extend<Fixtures>({
  site: async ({ builtPage }, use) => {
    const site = await startReleasing(builtPage);
    await use(site);
    await site.stop();
  },

  stored: async ({ newPerson }, use) => {
    const alice = await newPerson();
    await alice.signIn('alice');
    // Somebody who comes back keeps the page.
    await alice.page.reload();
    await alice.list('People').waitFor();
    await loadStored(alice.page);
    await use(alice);
  },
});

let next: Awaited<ReturnType<typeof buildNext>>;

// In one worker, which builds the next page once.
test.use({ storesPage: true });
test.describe.configure({ mode: 'default' });
test.beforeAll(async () => {
  next = await buildNext();
});
test.afterAll(() => next.remove());

const update = (page: Page) => page.getByRole('button', { name: 'Update now' });

test('the old build runs until the user agrees to the new one, and then only that is stored', async ({
  alice,
  bob,
  site,
}) => {
  const { page } = alice;
  await loadStored(page);
  const before = await storedBuilds(page);
  expect(before).toHaveLength(1);
  site.release(next.page);
  // The browser looks for a newer worker when the page is opened.
  await page.reload();
  await expect(update(page)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: NEXT_TITLE })).toHaveCount(0);
  await page.goBack();
  await alice.openConversation('Bob Ünal');
  await alice.composer.fill('Half a sentence');
  await update(page).click();
  await expect(alice.composer).toHaveValue('Half a sentence');
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: NEXT_TITLE })).toBeVisible();
  await expect(update(page)).toBeHidden();
  const after = await storedBuilds(page);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  await page.goBack();
  await alice.openConversation('Bob Ünal');
  await alice.send('From the next build');
  await bob.texts(['From the next build']);
});

test('a build that is only half there, or with a changed file, is neither stored nor offered; two tabs change to a complete one together', async ({
  stored,
  site,
}) => {
  const { page } = stored;
  const before = await storedBuilds(page);
  for (const [what, interference] of [
    ['only half there', 503],
    ['with a changed script', 'alert(1)'],
  ] as const) {
    await test.step(what, async () => {
      site.release(next.page, (path) =>
        /dialog-components-\w+\.js$/.test(path) ? interference : undefined,
      );
      expect(await lookForUpdate(page)).toBe('redundant');
      expect(await storedBuilds(page)).toEqual(before);
      const texts = await page.evaluate(async () => {
        const found: string[] = [];
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys()) {
            found.push((await (await cache.match(request))?.text()) ?? '');
          }
        }
        return found;
      });
      expect(texts.length).toBeGreaterThan(10);
      expect(texts).not.toContain('alert(1)');
      await page.reload();
      await expect(page.getByRole('navigation')).toContainText('Online');
      await expect(update(page)).toBeHidden();
    });
  }

  await test.step('with a changed picture or page', async () => {
    for (const pattern of [/icons-\w+\.svg$/, /\/index\.fi\.html$/]) {
      site.release(next.page, (path) => (pattern.test(path) ? 'changed' : undefined));
      expect(await lookForUpdate(page)).toBe('redundant');
    }
    expect(await storedBuilds(page)).toHaveLength(1);
  });

  await test.step('two tabs change to the new build together once it is complete and unchanged', async () => {
    const second = await stored.openTab(site.address);
    await second.getByRole('button', { name: 'Use here' }).waitFor();
    site.release(next.page);
    expect(await lookForUpdate(page)).toBe('installed');
    const descriptions = [page, second].map((each) => each.locator('meta[name=description]'));
    for (const each of descriptions) await expect(each).not.toHaveAttribute('content', NEXT_TITLE);
    await update(page).click();
    // Either of them may be the active one then.
    for (const each of descriptions) await expect(each).toHaveAttribute('content', NEXT_TITLE);
    await expect(page.getByRole('main')).toBeVisible();
    await expect(second.getByRole('main')).toBeVisible();
    expect(await storedBuilds(second)).toHaveLength(1);
  });
});
