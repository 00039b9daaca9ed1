import { get } from '../../../src/backend/testing/client.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { REQUESTS_WAITING_MAX } from '../../../src/protocol/limits.ts';
import { RawPeer } from '../../integration/admission/raw-peer.ts';
import type { Person } from '../support/people.ts';
import { arrive, photograph, press, site, take, WIDTHS } from './studio.ts';

/**
 * `npx tsx test/e2e/pictures/stranger-screens.ts FOLDER`: takes screenshots of what strangers and dishonest peers
 * cause, and of the settings against them, for people to look at. Nothing is compared.
 */

const ME = 'Bob Ünal';

async function enter(name: string, same?: RawPeer): Promise<[RawPeer, string]> {
  const peer = await RawPeer.enter(name, site.address, same);
  const { identity } = await get(peer.socket, 'directory:find', { name: ME });
  return [peer, toBase64url(identity)];
}

async function lateMessage(bob: Person): Promise<RawPeer> {
  const [mallory, to] = await enter('mallory');
  await mallory.send(to, { type: 'text', text: 'Lunch tomorrow?', request: true });
  await bob.accept('mallory');
  await bob.send('Yes, I agree');
  await mallory.until(() => mallory.records.some(({ body }) => body.type === 'text'));
  await mallory.send(to, { type: 'text', text: 'Good' });
  await bob.history.getByText('Good').waitFor();
  mallory.newStream();
  await mallory.send(to, { type: 'text', text: 'Will you pay me 5,000?' }, { clock: 2 });
  await bob.history.getByText('Arrived late').waitFor();
  await take(bob.page, 'late-message');
  return mallory;
}

/** The relay would not let two names that look alike be online together; after a restart it does not know them. */
async function lookAlike(bob: Person): Promise<void> {
  const alice = await arrive('alice');
  await alice.openPerson(ME);
  await alice.send('Hello');
  await bob.accept('alice');
  await alice.page.context().setOffline(true);
  await site.kill('SIGKILL');
  await site.restart();
  await bob.list('People').waitFor();
  const impostor = await arrive('aIice');
  await impostor.openPerson(ME);
  await impostor.send('Hello, it is me');
  await bob.page.setViewportSize(WIDTHS[2]);
  await bob.openRequest('aIice');
  await bob.page.getByText('This isn’t alice from your list.').waitFor();
  await take(bob.page, 'look-alike');
  await bob.answer('Decline');
}

async function manyRequests(bob: Person): Promise<void> {
  let same: RawPeer | undefined;
  for (let n = 0; n <= REQUESTS_WAITING_MAX; n++) {
    const [stranger, to] = await enter(`stranger ${n}`, same);
    same ??= stranger;
    await stranger.send(to, { type: 'text', text: `Request ${n}`, request: true });
    await bob.row('Message requests', `stranger ${n}`).waitFor({ state: 'attached' });
  }
  await bob.list('Message requests').getByText('wasn’t shown').waitFor({ state: 'attached' });
  await bob.page.setViewportSize(WIDTHS[0]);
  const back = bob.page.getByRole('button', { name: 'Back', exact: true });
  if (await back.isVisible()) await back.click();
  await take(bob.page, 'requests-21');
  const note = bob.list('Message requests').getByText('wasn’t shown');
  await take(bob.page, 'requests-21-note', () => note.scrollIntoViewIfNeeded());
}

async function privacySettings({ page }: Person): Promise<void> {
  await press(page, 'Settings');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  const requests = page.getByRole('radio', { name: 'People with my link' });
  await requests.check();
  const listed = page.getByRole('checkbox', { name: 'Show me in the lobby' });
  await listed.uncheck();
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    await requests.scrollIntoViewIfNeeded();
    await page.getByText('Typing indicator').scrollIntoViewIfNeeded();
    await take(page, `privacy-at-${size.width}`);
  }
}

await photograph(async () => {
  const bob = await arrive(ME);
  await lateMessage(bob);
  await lookAlike(bob);
  await manyRequests(bob);
  await privacySettings(bob);
});
