import { type Browser, chromium } from '@playwright/test';
import { CHROMIUM } from '../../../scripts/toolchain/browsers.ts';
import { findTool } from '../../../scripts/toolchain/tool.ts';
import { Person } from '../../e2e/support/people.ts';
import { type Site, startLocal } from '../../e2e/support/servers.ts';

/** Runs a measurement with a Chromium and a chat of its own. */
export async function inChromium<T>(
  measure: (browser: Browser, site: Site) => Promise<T>,
): Promise<T> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: await findTool(CHROMIUM), args });
  const site = await startLocal();
  try {
    return await measure(browser, site);
  } finally {
    await browser.close();
    await site.stop();
  }
}

/** Signs somebody in, in a profile of their own. */
export async function enter(browser: Browser, site: Site, name: string): Promise<Person> {
  const context = await browser.newContext({ locale: 'en-GB' });
  // tsx marks functions with their names by a helper that pages lack.
  await context.addInitScript('globalThis.__name = (named) => named');
  const person = new Person(context, await context.newPage());
  await person.page.goto(site.address);
  await person.signIn(name);
  return person;
}

/** Signs two people in; the first has written to the second, who has accepted it. */
export async function enterPair(
  browser: Browser,
  site: Site,
  [name, peerName]: readonly [string, string],
): Promise<[person: Person, peer: Person]> {
  const person = await enter(browser, site, name);
  const peer = await enter(browser, site, peerName);
  await person.openPerson(peerName);
  await person.send('Hello');
  await peer.accept(name);
  await person.arrived.waitFor();
  return [person, peer];
}
