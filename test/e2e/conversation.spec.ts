import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { BODIES } from '../../src/protocol/record.ts';
import { wordsIn } from '../support/capture/readable.ts';
import { expectTexts } from './support/expect-texts.ts';
import { expect, test } from './support/fixture.ts';
import { GIVEN_ADDRESS } from './support/given.ts';
import type { Person } from './support/people.ts';
import { report } from './support/report.ts';
import { DEPLOYMENTS, type Deployment } from './support/servers.ts';
import { sendUnsealed } from './support/unsealed.ts';

/** A chat that others have started cannot be restarted, and only two people may connect to it (the rehearsal). */
const IS_OURS = GIVEN_ADDRESS === undefined;
const deployments = Object.keys(DEPLOYMENTS) as Deployment[];

/** Input that must arrive unchanged, and as text. */
const DELICATE = [
  '👩‍👩‍👧‍👦 🏳️‍🌈 🗺️',
  'مرحبا! كيف حالك؟ (جيد)',
  'שלום, abc 123!',
  `<img src=x onerror="document.title='broken'">`,
  `<script>document.title='broken'</script>`,
  '<b>not markup</b> https://example.org',
  '{{ 1 + 1 }} &amp; &lt;b&gt; "quoted" \\',
  'two\nlines\n\n  and a space before',
  'e\u0301 and \u00e9, \u202eright to left\u202c',
  'word '.repeat(790),
];
const LONG = 3_900;
/** The types of records, as their JSON contains them. */
const TYPES = Object.keys(BODIES).map((type) => JSON.stringify(type));

/** How many messages each of two people types. */
const COUNT = 15;

/** Messages of one person, each unique. */
function textsOf(name: string, count: number): string[] {
  const plain = Array.from({ length: count - DELICATE.length }, (_each, n) => `number ${n}`);
  return [...DELICATE, ...plain].map((text) => `${text} ${name} ${randomUUID()}`);
}

/** Nothing in the page violates its policy, which allows only its own scripts and sockets. */
async function expectPolicy({ page, frames, complaints }: Person): Promise<void> {
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
}

function expectFirstScreen(page: Page, address: string): Promise<void> {
  return test.step('the first screen works with only the files that its HTML names', async () => {
    const html = await (await fetch(address)).text();
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
    await page.unrouteAll();
  });
}

for (const deployment of deployments) {
  test.describe(`served as ${deployment}`, () => {
    test.use({ deployment, makesKeys: deployment === 'local', storesPage: true });

    test(`the page opens under its policy, ${2 * COUNT} messages typed at the same time arrive once, in order, as text, unreadable to the relay, and the page opens again after a restart`, async ({
      newPerson,
      site,
    }) => {
      const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
      if (IS_OURS) {
        await expectPolicy(alice);
        await expectFirstScreen(alice.page, site.address);
        await alice.page.reload();
        // What the browser said about the refused socket and the missing files.
        alice.complaints.length = 0;
      }
      await bob.signIn('Bob Ünal');
      await alice.enterName('bob ünal');
      await expect(alice.page.getByRole('alert')).toContainText('Someone else is using that name');
      await expect(alice.page.getByRole('button', { name: 'Use “bob ünal 2”' })).toBeVisible();
      await expect(bob.row('People', 'alice')).toHaveCount(0);
      await alice.signIn('alice');
      await expect(bob.row('People', 'alice')).toBeVisible();

      const [hers, his] = ['alice', 'bob'].map((name) => textsOf(name, COUNT)) as [
        string[],
        string[],
      ];
      expect(Math.max(...hers.map(({ length }) => length))).toBeGreaterThan(LONG);
      await alice.openPerson('Bob Ünal');
      await alice.send(hers[0] ?? '');
      await bob.accept('alice');
      await Promise.all([alice.sendAll(hers.slice(1)), bob.sendAll(his)]);
      for (const person of [alice, bob]) await expect(person.arrived).toHaveCount(COUNT);
      await expectTexts(alice, 'You', hers);
      await expectTexts(alice, 'Bob Ünal', his);
      await expectTexts(bob, 'You', his);
      await expectTexts(bob, 'alice', hers);
      for (const { page, complaints } of [alice, bob]) {
        await expect(page).not.toHaveTitle('broken');
        // The rejection of the name came over the socket; the browser reports no error, and nothing violates the policy.
        expect(complaints).toEqual([]);
      }

      const frames = [...alice.frames, ...bob.frames].map(({ bytes }) => bytes);
      const secrets = [...hers, ...his].map((text) => text.slice(-60));
      report(`searched ${frames.length} frames`);
      expect(frames.length).toBeGreaterThan(4 * COUNT);
      expect(wordsIn(frames, [...secrets, ...TYPES])).toEqual([]);
      const before = bob.frames.length;
      await sendUnsealed(bob.page, secrets[0] ?? '');
      const added = bob.frames.slice(before).map(({ bytes }) => bytes);
      expect(wordsIn(added, [...secrets, ...TYPES])).toEqual([secrets[0], '"text"']);

      if (!IS_OURS) return;
      await test.step('the page can be loaded again after its server was killed and restarted', async () => {
        await site.kill('SIGKILL');
        await site.restart();
        const html = await (await fetch(site.address)).text();
        const files = html.match(/\/assets\/[\w.-]+/g) ?? [];
        expect(files.length).toBeGreaterThan(0);
        for (const file of files) expect((await fetch(site.address + file)).ok, file).toBe(true);
      });
    });
  });
}

test('a reload in mid-conversation leads back to the same conversation, and nothing is missed', async ({
  newPerson,
  newFriend,
}) => {
  const [alice, bob] = await Promise.all([newFriend('alice'), newPerson()]);
  await bob.signIn('Bob Ünal');
  await alice.openPerson('Bob Ünal');
  await alice.send('Hello');
  await bob.accept('alice');
  const [hers, his] = ['alice', 'bob'].map((name) =>
    Array.from({ length: 10 }, (_each, n) => `${name} ${n}`),
  ) as [string[], string[]];
  const reloading = async (): Promise<void> => {
    await bob.sendAll(his.slice(0, 5));
    // Characters on the screen are stored; those that the keyboard has not sent yet are not.
    await expect(bob.messagesOf('You')).toHaveCount(5);
    await bob.page.reload();
    await bob.composer.waitFor();
    await bob.sendAll(his.slice(5));
  };
  await Promise.all([alice.sendAll(hers), reloading()]);
  await expect(bob.page.getByRole('navigation')).toContainText('Bob Ünal');
  await alice.texts(his);
  await expectTexts(bob, 'alice', ['Hello', ...hers]);
  await expectTexts(bob, 'You', his);
  await alice.arrived();
  await expect(bob.arrived).toHaveCount(10);
});
