import { expect, test } from './fixture.ts';
import { DEPLOYMENTS, type Deployment } from './servers.ts';

const deployments: readonly Deployment[] = ['local', 'split'];

test('every way to run the chat is tested', () => {
  expect(deployments).toEqual(Object.keys(DEPLOYMENTS));
});

for (const deployment of deployments) {
  test.describe(`served as ${deployment}`, () => {
    test.use({ deployment });

    test('the page opens under its own policy, without a complaint of the browser', async ({
      newPerson,
    }) => {
      const { page, complaints } = await newPerson();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await page.evaluate(() => window.isSecureContext)).toBe(true);
      expect(complaints).toEqual([]);
    });

    test('the first screen works with what its HTML names and nothing after it', async ({
      newPerson,
      site,
    }) => {
      const { page } = await newPerson();
      const html = await (await fetch(site.address)).text();
      let named = 0;
      await page.route('**/*.js', (route) => {
        if (!html.includes(new URL(route.request().url()).pathname)) return route.abort();
        named++;
        return route.continue();
      });
      await page.reload();
      const name = page.getByRole('textbox', { name: 'Your name' });
      await name.fill('alice');
      await expect(name).toHaveValue('alice');
      expect(named).toBeGreaterThan(0);
    });

    test('the policy lets a socket through to where the page came from, and nowhere else', async ({
      newPerson,
    }) => {
      const { page, frames } = await newPerson();
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

    test('a page whose server died and came back is there again', async ({ newPerson, site }) => {
      const { page } = await newPerson();
      for (let n = 0; n < 2; n++) {
        await site.kill('SIGKILL');
        await site.restart();
      }
      expect((await page.reload())?.status()).toBeLessThan(400);
    });
  });
}
