import type { Locator, Page, Route } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import { DEPLOYMENTS, type Deployment } from './support/servers.ts';

const deployments: readonly Deployment[] = ['local', 'split'];

test('every deployment is tested', () => {
  expect(deployments).toEqual(Object.keys(DEPLOYMENTS));
});

for (const deployment of deployments) {
  test.describe(`served as ${deployment}`, () => {
    test.use({ deployment, storesPage: true });

    test('the page opens under a policy that allows only its own scripts and sockets, also after a restart', async ({
      newPerson,
      site,
    }) => {
      const { page, frames, complaints } = await newPerson();
      await test.step('nothing in the page violates the policy', async () => {
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(await page.evaluate(() => window.isSecureContext)).toBe(true);
        expect(complaints).toEqual([]);
      });

      await test.step("a socket may connect to the page's own origin, and nowhere else", async () => {
        const outcome = (address: string): Promise<string> =>
          page.evaluate(
            (url) =>
              new Promise<string>((resolve) => {
                addEventListener('securitypolicyviolation', () => resolve('refused by policy'));
                const socket = new WebSocket(url);
                socket.onmessage = () => resolve('open');
                socket.onclose = () => resolve('closed');
              }),
            address,
          );
        const host = new URL(page.url()).host;
        const path = '/socket.io/?EIO=4&transport=websocket';
        expect(await outcome(`ws://${host}${path}`)).toBe('open');
        expect(frames.some(({ direction }) => direction === 'received')).toBe(true);
        expect(await outcome(`ws://127.0.0.2:9${path}`)).toBe('refused by policy');
      });

      await test.step('the first screen works with only the files that its HTML names', async () => {
        const html = await (await fetch(site.address)).text();
        let named = 0;
        const tags = (html.match(/<(?:script|link)[^>]*>/g) ?? []).join();
        await page.route('**/*.js', (route) => {
          if (!tags.includes(new URL(route.request().url()).pathname)) return route.abort();
          named++;
          return route.continue();
        });
        await page.reload();
        const name = page.getByRole('textbox', { name: 'Your name' });
        await name.fill('alice');
        await expect(name).toHaveValue('alice');
        expect(named).toBeGreaterThan(0);
      });

      await test.step('the page can be loaded again after its server was killed and restarted', async () => {
        await page.unrouteAll();
        await site.kill('SIGKILL');
        await site.restart();
        expect((await page.reload())?.status()).toBeLessThan(400);
      });
    });
  });
}

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

test('two people chat without a violation of the policy', async ({ pair }) => {
  await pair.bob.send('<b>not markup</b> https://example.org');
  await expect(pair.alice.messagesOf('Bob Ünal')).toHaveText(
    '<b>not markup</b> https://example.org',
  );
  expect([...pair.alice.complaints, ...pair.bob.complaints]).toEqual([]);
});
