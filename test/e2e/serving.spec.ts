import type { Locator, Page, Route } from '@playwright/test';
import { expect, test } from './support/fixture.ts';

/** Serves a file with other bytes, as a compromised cache or server might. */
async function tamper(page: Page, files: RegExp, change: (text: string) => string) {
  const tampered: string[] = [];
  await page.route(files, async (route: Route) => {
    const response = await route.fetch();
    tampered.push(new URL(route.request().url()).pathname);
    await route.fulfill({ response, body: change(await response.text()) });
  });
  return tampered;
}

/** A script that leaves a mark, which the page never removes. */
const MARKING = 'document.documentElement.dataset.foreign = "ran"';
const ADDED = `\n;${MARKING};`;
const marked = (page: Page): Locator => page.locator('html[data-foreign]');
const REFUSED = /integrity/;

test.describe('the browser refuses a modified asset', () => {
  test('a script that the HTML names', async ({ newPerson }) => {
    const { page, complaints } = await newPerson();
    const tampered = await tamper(page, /main-\w+\.js$/, (text) => text + ADDED);
    await page.reload();
    await expect.poll(() => complaints.join()).toMatch(REFUSED);
    expect(tampered.length).toBeGreaterThan(0);
    await expect(page.getByRole('heading', { name: 'Live Chat' })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveCount(0);
    await expect(marked(page)).toHaveCount(0);
  });

  test('a chunk that is imported lazily', async ({ newPerson }) => {
    const person = await newPerson({
      prepare: async ({ page }) => {
        await tamper(page, /ml-kem-\w+\.js$/, (text) => text + ADDED);
      },
    });
    await person.enterName('alice');
    await expect.poll(() => person.complaints.join()).toMatch(REFUSED);
    await expect(person.page.getByRole('alert')).toContainText('Can’t reach the server');
    await expect(person.list('People')).toHaveCount(0);
    await expect(marked(person.page)).toHaveCount(0);
  });

  test('a style sheet', async ({ newPerson }) => {
    const { page, complaints } = await newPerson();
    await tamper(page, /main-\w+\.css$/, (text) => `${text}body{rotate:180deg}`);
    await page.reload();
    await expect.poll(() => complaints.join()).toMatch(REFUSED);
    const rotate = () => page.evaluate(() => getComputedStyle(document.body).rotate);
    expect(await rotate()).toBe('none');
  });

  test('without the hashes in the HTML, a modified script runs', async ({ newPerson, site }) => {
    const { page } = await newPerson();
    await tamper(page, /\/$/, (html) =>
      html.replace(/<script type="importmap">.*?<\/script>/, '').replace(/ integrity="[^"]*"/g, ''),
    );
    await tamper(page, /main-\w+\.js$/, (text) => text + ADDED);
    await page.goto(site.address);
    await expect(marked(page)).toHaveCount(1);
  });

  test('an unmodified asset served the same way is accepted', async ({ newPerson }) => {
    const person = await newPerson();
    const passed = await tamper(person.page, /\.(?:js|css)$/, (text) => text);
    await person.page.reload();
    await person.signIn('alice');
    expect(passed.join()).toMatch(/ml-kem/);
    expect(person.complaints).toEqual([]);
  });
});

test.describe('injected script', () => {
  const INJECTED = `<script>${MARKING}</script><script src="data:,0"></script>`;

  test('is blocked by the policy, and runs without the policy', async ({ newPerson, site }) => {
    const { page, complaints } = await newPerson();
    await tamper(page, /\/$/, (html) => html.replace('</head>', `${INJECTED}</head>`));
    await page.goto(site.address);
    await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    await expect(marked(page)).toHaveCount(0);
    expect(complaints.filter((text) => /Content Security Policy/.test(text))).toHaveLength(2);
    await page.route(/\/$/, async (route) => {
      const response = await route.fetch();
      const { 'content-security-policy': _, ...headers } = response.headers();
      const body = (await response.text()).replace('</head>', `${INJECTED}</head>`);
      await route.fulfill({ response, headers, body });
    });
    await page.reload();
    await expect(marked(page)).toHaveCount(1);
  });
});
