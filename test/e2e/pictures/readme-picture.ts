import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { CHROMIUM } from '../../../scripts/toolchain/browsers.ts';
import { findOnPath } from '../../../scripts/toolchain/command.ts';
import { Person } from '../support/people.ts';
import { startLocal } from '../support/servers.ts';

/**
 * `npx tsx test/e2e/pictures/readme-picture.ts`: takes the README's screenshot of the real page.
 */
const PICTURE = fileURLToPath(new URL('../../../docs/images/conversation.png', import.meta.url));
const SIZE = { width: 1200, height: 860 };

const path = process.env[CHROMIUM.variable] ?? findOnPath(CHROMIUM.commands);
const browser = await chromium.launch({
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  ...(path === undefined ? {} : { executablePath: path }),
});
const site = await startLocal();

async function arrive(name: string): Promise<Person> {
  const context = await browser.newContext({ viewport: SIZE, locale: 'en-GB' });
  const person = new Person(context, await context.newPage());
  await person.page.goto(site.address);
  await person.signIn(name);
  return person;
}

async function ask(asker: Person, asked: string, words: string): Promise<void> {
  await asker.openPerson(asked);
  await asker.send(words);
  await asker.marks('Sent').waitFor();
}

async function say(speaker: Person, listener: Person, ...texts: string[]): Promise<void> {
  await speaker.sendAll(texts);
  for (const text of texts) await listener.history.getByText(text).waitFor();
}

try {
  const [amal, jun] = [await arrive('أمل'), await arrive('Jun Takeda')];
  for (const name of ['Devika', 'noor']) await arrive(name);
  const [mira, bob] = [await arrive('Mira Koski'), await arrive('Bob Ünal')];
  await ask(jun, 'Mira Koski', 'Hello Mira');
  await mira.accept('Jun Takeda');
  await ask(bob, 'Mira Koski', 'Are we still on for the hike tomorrow?');
  await mira.accept('Bob Ünal');
  await say(bob, mira, 'I found the old trail: https://maps.example.org/kolari-ridge');
  await say(
    mira,
    bob,
    'Yes! Weather says clear until four. I would start early, it gets crowded near the lake.',
  );
  await jun.sendAll(['The keys are', 'under the second flower pot']);
  await ask(amal, 'Mira Koski', 'شكراً جزيلاً!');
  await say(bob, mira, 'Then eight it is. Bring the map 🗺️');
  await say(mira, bob, 'I will', 'See you at the station 👋');
  await mira.marks('Read').nth(2).waitFor();
  await mira.row('Conversations', 'Jun Takeda').getByText('2 unread').waitFor();
  await mira.list('Message requests').waitFor();
  await mira.page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  await site.stop();
}
process.stdout.write(`The screenshot is ${PICTURE}\n`);
