import type { Browser } from '@playwright/test';
import { storeManyConversations, storeManyStrangers } from '../../e2e/support/long-history.ts';
import type { Person } from '../../e2e/support/people.ts';
import type { Site } from '../../e2e/support/servers.ts';
import { enterPair, inChromium } from './pages.ts';
import { quantile } from './sample.ts';

/** From opening the page until the list of conversations is painted, ms, medians. */
export interface StartCost {
  readonly contacts: number;
  readonly before: number;
  /** With as much of strangers as is ever stored. */
  readonly after: number;
  readonly starts: number;
}

const CONTACTS = 20;
const MESSAGES_EACH = 50;
const STARTS = 21;

/** Somebody with many conversations. */
async function enterWithContacts(browser: Browser, site: Site, name: string): Promise<Person> {
  const [person, peer] = await enterPair(browser, site, [name, `${name} peer`]);
  await peer.page.context().close();
  await storeManyConversations(person, CONTACTS, MESSAGES_EACH);
  return person;
}

/** Opens the page again. @returns ms until the list is painted */
async function timeStart(person: Person): Promise<number> {
  await person.page.reload({ waitUntil: 'commit' });
  await person.row('Conversations', `person ${CONTACTS - 1}`).waitFor();
  return person.page.evaluate(
    () =>
      new Promise<number>((resolve) =>
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))),
      ),
  );
}

/** What the most that strangers can have stored adds to the start of the page; both in turn. */
export function measureStarts(): Promise<StartCost> {
  return inChromium(async (browser, site) => {
    const spared = await enterWithContacts(browser, site, 'spared');
    const attacked = await enterWithContacts(browser, site, 'attacked');
    await storeManyStrangers(attacked);
    const [before, after]: [number[], number[]] = [[], []];
    for (let n = 0; n < STARTS; n++) {
      before.push(await timeStart(spared));
      after.push(await timeStart(attacked));
    }
    return {
      contacts: CONTACTS,
      before: quantile(before, 0.5),
      after: quantile(after, 0.5),
      starts: STARTS,
    };
  });
}
