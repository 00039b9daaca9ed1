import { type BrowserContextOptions, test as base } from '@playwright/test';
import { Person } from './people.ts';
import { DEPLOYMENTS, type Deployment, type Site } from './servers.ts';

export { expect } from '@playwright/test';

interface Options {
  /** How the chat is run: `test.use({ deployment: 'split' })`. */
  deployment: Deployment;
}

/** How someone comes: in which kind of browser window, and what is done before the page opens. */
export interface Arrival extends BrowserContextOptions {
  readonly prepare?: (person: Person, address: string) => Promise<void>;
}

/** Two people who have agreed to talk. */
export interface Pair {
  readonly alice: Person;
  readonly bob: Person;
}

interface Fixtures {
  /** A chat of this test's own; everything ends with it. */
  site: Site;
  /** Opens the page as a new person, in a browser profile of their own. */
  newPerson: (arrival?: Arrival) => Promise<Person>;
  /** `alice` and `Bob Ünal`, each with the conversation open, after her 'Hello', which he has accepted and read. */
  pair: Pair;
}

export const test = base.extend<Options & Fixtures>({
  deployment: ['local', { option: true }],

  site: async ({ deployment }, use, info) => {
    const site = await DEPLOYMENTS[deployment]();
    await use(site);
    await site.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach('servers.log', { body: site.output(), contentType: 'text/plain' });
    }
  },

  newPerson: async ({ browser, site }, use) => {
    const opened: { close(): Promise<void> }[] = [];
    await use(async ({ prepare, ...options } = {}) => {
      const context = await browser.newContext(options);
      opened.push(context);
      const person = new Person(context, await context.newPage());
      await prepare?.(person, site.address);
      await person.page.goto(site.address);
      return person;
    });
    await Promise.all(opened.map((context) => context.close()));
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
