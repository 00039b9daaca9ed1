import { type BrowserContextOptions, test as base } from '@playwright/test';
import { sealingKeysOfTest } from '../../../src/crypto/testing/sealing-keys.ts';
import { BUILT_PAGE } from '../../../src/ui/builder/paths.ts';
import { type PageFiles, readPageFiles } from '../../../src/ui/server/page-files.ts';
import { Friend } from './friend.ts';
import { findGiven, GIVEN_ADDRESS } from './given.ts';
import { Person } from './people.ts';
import { provideKeys } from './rsa-keys.ts';
import {
  DEPLOYMENTS,
  type Deployment,
  type Site,
  startInProcess,
  startRelayProcess,
} from './servers.ts';
import { Stranger } from './stranger.ts';

export { expect } from '@playwright/test';

// As in Node. Playwright raises it to 200 and describes a stack for each command to the browser, in case it fails; stacks
// of failed steps and expectations have a limit of their own.
Error.stackTraceLimit = 10;

interface Options {
  /**
   * How the chat runs, if not in the test's own process: `test.use({ deployment: 'split' })`. Tests
   * of a relay that is paused, killed under traffic or replaced use 'relay-process', unless they need one of the
   * DEPLOYMENTS.
   */
  deployment: Deployment | 'in-process' | 'relay-process';
  /** Whether pages generate their own RSA keys, as outside of tests, or get them from a pool. */
  makesKeys: boolean;
  /**
   * Whether pages have a service worker, which downloads, hashes and stores the whole build for each person. Otherwise
   * they run as in a browser that has none.
   */
  storesPage: boolean;
}

/** Fixtures that the tests of one worker share. */
interface Shared {
  /** The page, built from its sources before the tests (prepare-run.ts). */
  builtPage: PageFiles;
}

/** How a person opens the page: in which kind of browser window, and what happens before. */
export interface Arrival extends BrowserContextOptions {
  readonly prepare?: (person: Person, address: string) => Promise<void>;
}

/** Two people who have accepted each other. */
export interface Pair {
  readonly alice: Person;
  readonly bob: Person;
}

interface Fixtures {
  /** A chat for this test only, which ends with it. */
  site: Site;
  /** Opens the page as a new person, in a browser profile of their own. */
  newPerson: (arrival?: Arrival) => Promise<Person>;
  /** Signs somebody in who needs no browser. */
  newStranger: (name: string) => Promise<Stranger>;
  /** Signs somebody in who needs no browser either, but has conversations. */
  newFriend: (name: string) => Promise<Friend>;
  /** `Bob Ünal`, for `alice`. */
  bob: Friend;
  /** `alice` with the conversation open that she has accepted: with `Bob Ünal`, who has no browser, after his 'Hello'. */
  alice: Person;
  /** `alice` and `Bob Ünal`, each with the conversation open, after her 'Hello', which he has accepted and read. */
  pair: Pair;
}

function removeServiceWorkers(): void {
  Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
}

function startSite(deployment: Options['deployment'], page: PageFiles): Promise<Site> {
  if (GIVEN_ADDRESS !== undefined) return findGiven();
  if (deployment === 'in-process') return startInProcess(page);
  return deployment === 'relay-process' ? startRelayProcess(page) : DEPLOYMENTS[deployment]();
}

/** Provides people without a browser, who leave at the end. */
async function enterAndLeave<Member extends { leave(): unknown }>(
  site: Site,
  enter: (name: string, address: string) => Promise<Member>,
  use: (newMember: (name: string) => Promise<Member>) => Promise<void>,
): Promise<void> {
  const members: Member[] = [];
  await use(async (name) => {
    const member = await enter(name, site.address);
    members.push(member);
    return member;
  });
  await Promise.all(members.map((member) => member.leave()));
}

export const test = base.extend<Options & Fixtures, Shared>({
  deployment: ['in-process', { option: true }],
  makesKeys: [false, { option: true }],
  storesPage: [false, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  builtPage: [async ({}, use) => use(await readPageFiles(BUILT_PAGE)), { scope: 'worker' }],

  site: async ({ deployment, builtPage }, use, info) => {
    const site = await startSite(deployment, builtPage);
    await use(site);
    await site.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach('servers.log', { body: site.output(), contentType: 'text/plain' });
    }
  },

  newPerson: async ({ browser, site, makesKeys, storesPage }, use) => {
    const opened: { close(): Promise<void> }[] = [];
    const taken = sealingKeysOfTest.taken;
    await use(async ({ prepare, ...options } = {}) => {
      const context = await browser.newContext(options);
      opened.push(context);
      if (!makesKeys) await provideKeys(context);
      if (!storesPage) await context.addInitScript(removeServiceWorkers);
      const person = new Person(context, await context.newPage());
      await prepare?.(person, site.address);
      await person.page.goto(site.address);
      return person;
    });
    await Promise.all(opened.map((context) => context.close()));
    sealingKeysOfTest.giveBack(taken);
  },

  newStranger: async ({ site }, use) => enterAndLeave(site, Stranger.enter, use),

  newFriend: async ({ site }, use) => enterAndLeave(site, Friend.enter, use),

  bob: async ({ newFriend }, use) => use(await newFriend('Bob Ünal')),

  alice: async ({ newPerson, bob }, use) => {
    const alice = await newPerson();
    await alice.signIn('alice');
    await bob.openPerson('alice');
    await bob.send('Hello');
    await alice.accept('Bob Ünal');
    await bob.marks('read', 1);
    await use(alice);
  },

  pair: async ({ newPerson }, use) => {
    const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
    await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal')]);
    await alice.openPerson('Bob Ünal');
    await alice.send('Hello');
    await bob.accept('alice');
    await alice.marks('Read').waitFor();
    await use({ alice, bob });
  },
});
