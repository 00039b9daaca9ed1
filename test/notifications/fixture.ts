import type { LaunchOptions } from '@playwright/test';
import type { DesktopPrograms } from '../../scripts/toolchain/desktop.ts';
import { test as base, type Pair } from '../e2e/support/fixture.ts';
import { Person } from '../e2e/support/people.ts';
import { provideKeys } from '../e2e/support/rsa-keys.ts';
import { Desktop } from './desktop.ts';
import { CHROMIUM_FLAGS, startDesktopChromium } from './desktop-chromium.ts';
import { PROGRAMS_VARIABLE } from './prepare-run.ts';

export { expect } from '@playwright/test';

interface Options {
  /** What the user of the desktop has answered the browser. */
  permission: NotificationPermission;
}

interface Fixtures {
  desktop: Desktop;
  /** The person at the desktop, with their page in the foreground. Everybody else is in a headless browser. */
  atDesktop: Person;
  /** `alice`, and `Bob Ünal` at the desktop with their conversation open. */
  pair: Pair;
}

const programs = (): DesktopPrograms =>
  JSON.parse(process.env[PROGRAMS_VARIABLE] ?? '') as DesktopPrograms;

export const test = base.extend<Options & Fixtures, { launchOptions: LaunchOptions }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  launchOptions: async ({}, use) =>
    use({ executablePath: programs().chromium, args: [...CHROMIUM_FLAGS] }),

  permission: ['granted', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  desktop: async ({}, use) => {
    const desktop = await Desktop.start(programs());
    await use(desktop);
    await desktop.stop();
  },

  atDesktop: async ({ desktop, site, permission }, use) => {
    const browser = await startDesktopChromium(
      programs().chromium,
      desktop,
      site.address,
      permission,
    );
    const { context } = browser;
    await provideKeys(context);
    const person = new Person(context, context.pages()[0] ?? (await context.newPage()));
    await person.page.goto(site.address);
    await use(person);
    await browser.stop();
  },

  pair: async ({ atDesktop, newPerson }, use) => {
    const alice = await newPerson();
    await Promise.all([alice.signIn('alice'), atDesktop.signIn('Bob Ünal')]);
    await alice.openPerson('Bob Ünal');
    await alice.send('Hello');
    await atDesktop.accept('alice');
    await alice.marks('Read').waitFor();
    await use({ alice, bob: atDesktop });
  },
});
