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
const withoutHashes = (html: string): string =>
  html.replace(/<script type="importmap">.*?<\/script>/, '').replace(/ integrity="[^"]*"/g, '');
const marked = (page: Page): Locator => page.locator('html[data-foreign]');
const INJECTED = `<script>${MARKING}</script><script src="data:,0"></script>`;
const REFUSED = /integrity/;

test('a modified script, chunk or style sheet is not used, an injected script does not run, and unmodified files are accepted', async ({
  newPerson,
}) => {
  const visitor = await newPerson();
  const { page, complaints } = visitor;
  const name = page.getByRole('textbox', { name: 'Your name' });
  /** Loads the page again while files are changed on their way. @returns their paths */
  const reload = async (...changes: [files: RegExp, change: (text: string) => string][]) => {
    await page.unrouteAll();
    complaints.length = 0;
    const tampered = await Promise.all(changes.map((each) => tamper(page, ...each)));
    await page.reload();
    return () => tampered.flat();
  };

  await test.step('a script that the HTML names', async () => {
    const tampered = await reload([/main-\w+\.js$/, (text) => text + ADDED]);
    await expect.poll(() => complaints.join()).toMatch(REFUSED);
    expect(tampered().length).toBeGreaterThan(0);
    await expect(page.getByRole('heading', { name: 'Live Chat' })).toBeVisible();
    await expect(name).toHaveCount(0);
    await expect(marked(page)).toHaveCount(0);
  });

  await test.step('without the hashes in the HTML, a modified script runs', async () => {
    await reload([/\/$/, withoutHashes], [/main-\w+\.js$/, (text) => text + ADDED]);
    await expect(marked(page)).toHaveCount(1);
  });

  await test.step('a style sheet', async () => {
    await reload([/main-\w+\.css$/, (text) => `${text}body{rotate:180deg}`]);
    await expect.poll(() => complaints.join()).toMatch(REFUSED);
    const rotate = () => page.evaluate(() => getComputedStyle(document.body).rotate);
    expect(await rotate()).toBe('none');
  });

  await test.step('an injected script is blocked by the policy, and runs without the policy', async () => {
    await reload([/\/$/, (html) => html.replace('</head>', `${INJECTED}</head>`)]);
    await expect(name).toBeVisible();
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

  await test.step('a chunk that is imported lazily', async () => {
    await reload([/ml-kem-\w+\.js$/, (text) => text + ADDED]);
    await visitor.enterName('alice');
    await expect.poll(() => complaints.join()).toMatch(REFUSED);
    await expect(page.getByRole('alert')).toContainText('Can’t reach the server');
    await expect(visitor.list('People')).toHaveCount(0);
    await expect(marked(page)).toHaveCount(0);
  });

  await test.step('unmodified files that are served the same way are accepted', async () => {
    const passed = await reload([/\.(?:js|css)$/, (text) => text]);
    await visitor.signIn('alice');
    expect(passed().join()).toMatch(/ml-kem/);
    expect(complaints).toEqual([]);
  });
});
