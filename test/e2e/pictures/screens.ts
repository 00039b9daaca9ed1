import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Person } from '../support/people.ts';
import { arrive, browser, folder, photograph, press, site, take, WIDTHS } from './studio.ts';

/**
 * `npx tsx test/e2e/pictures/screens.ts FOLDER`: takes a screenshot of every screen, light and
 * dark, on a phone, a tablet and a desktop, for people to look at. Nothing is compared.
 */

async function signInScreens(): Promise<void> {
  const { page, ...rest } = await arrive();
  void rest;
  await page.getByRole('textbox', { name: 'Your name' }).waitFor();
  await take(page, 'sign-in');
  await press(page, 'How it works');
  await take(page, 'sign-in-how');
  await press(page, 'How it works');
  await page.getByRole('textbox', { name: 'Your name' }).fill('<x>');
  await press(page, 'Start chatting');
  await page.getByRole('alert').getByText('A name can').waitFor();
  await take(page, 'sign-in-refused');
  await page.goto('about:blank');
  await page.goto(`${site.address}/#alice.${'A'.repeat(43)}`);
  await page.getByText('invited you').waitFor();
  await take(page, 'sign-in-invited');
}

async function openSettings(page: Page): Promise<void> {
  await press(page, 'Settings');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
}

async function settingsScreens({ page }: Person): Promise<void> {
  await openSettings(page);
  await take(page, 'settings');
  await press(page, 'Sign out…');
  await take(page, 'settings-sign-out');
  await press(page, 'Cancel');
  await press(page, 'Invite by link');
  await page.getByRole('dialog').waitFor();
  await take(page, 'invite');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press(page, 'Close');
  await page.getByRole('heading', { name: 'Settings' }).waitFor({ state: 'detached' });
}

async function conversationScreens(alice: Person, bob: Person): Promise<void> {
  const { page } = alice;
  await alice.openPerson('Bob Ünal');
  await take(page, 'conversation-new');
  await alice.send('Are we still on for the hike tomorrow?');
  await alice.marks('Sent').waitFor();
  await take(page, 'conversation-requested');
  await bob.openRequest('alice');
  await take(bob.page, 'request');
  await bob.answer('Accept');
  await bob.composer.waitFor();
  await bob.sendAll([
    'Yes! I found the old trail: https://maps.example.org/kolari-ridge',
    'I would start early, it gets crowded near the lake.',
  ]);
  await alice.sendAll([
    'Then eight it is. Bring the map 🗺️',
    'شكراً جزيلاً!',
    '👋',
    'See you at the station. '.repeat(8),
  ]);
  await alice.marks('Read').nth(4).waitFor();
  await take(page, 'conversation');
  await page.getByRole('button', { name: 'More options' }).click();
  await take(page, 'conversation-menu');
  await page.getByRole('button', { name: /^Leave/ }).click();
  await take(page, 'conversation-leave');
  await press(page, 'Cancel');
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: /^Block/ }).click();
  await take(page, 'conversation-block');
  await press(page, 'Cancel');
  await press(page, 'Verify');
  await page
    .getByRole('listitem')
    .filter({ hasText: /^\d{5}$/ })
    .nth(11)
    .waitFor();
  await take(page, 'safety-number');
  await press(page, 'Mark as verified');
  await take(page, 'safety-number-verified');
  await page.keyboard.press('Escape');
  await alice.composer.fill('x'.repeat(10_100));
  await take(page, 'conversation-too-long');
  await alice.composer.fill('');
}

async function messageScreens(alice: Person, bob: Person): Promise<void> {
  const { page } = alice;
  const openOptions = async (text: string): Promise<void> => {
    const message = alice.history.getByRole('article').filter({ hasText: text }).first();
    await message.hover();
    await message.getByRole('button', { name: 'Message options' }).click();
    await page.getByRole('dialog', { name: 'Message options' }).waitFor();
  };
  const choose = async (text: string, option: string): Promise<void> => {
    await openOptions(text);
    await page.getByRole('dialog').getByRole('button', { name: option }).click();
  };
  await take(page, 'message-menu', () => openOptions('Then eight'));
  await take(page, 'message-menu-peer', () => openOptions('I would start early'));
  await take(page, 'message-menu-emoji', () => choose('Then eight', 'More emoji'));
  await take(page, 'message-delete', () => choose('Then eight', 'Delete…'));
  await choose('I would start early', 'Reply');
  await page.getByText('Replying to').waitFor();
  await take(page, 'reply');
  await alice.send('I will set two alarms.');
  await choose('Then eight', 'Edit');
  await page.getByText('Editing message').waitFor();
  await take(page, 'edit');
  await alice.composer.fill('Then nine it is. Bring the map 🗺️');
  await alice.composer.press('Enter');
  await choose('I found the old trail', '👍');
  await choose('I would start early', '😂');
  await choose('👋', 'Delete…');
  await press(page, 'Delete for everyone');
  const more = page.getByRole('button', { name: 'More options' });
  const chooseTimer = async (): Promise<void> => {
    await more.click();
    await press(page, 'Disappearing messages…');
    await page.getByRole('dialog', { name: 'Disappearing messages' }).waitFor();
  };
  await take(page, 'timer', chooseTimer);
  await take(page, 'go-to-date', async () => {
    await more.click();
    await press(page, 'Go to date…');
    await page.getByRole('dialog', { name: 'Go to date' }).waitFor();
  });
  await chooseTimer();
  await page.getByRole('radio', { name: '5 minutes' }).check();
  await press(page, 'Save');
  await alice.send('The spare key is under the second flower pot.');
  await bob.history.getByText('spare key').waitFor();
  await bob.page.bringToFront();
  await alice.history.getByRole('img', { name: /^Disappears in/ }).waitFor();
  await take(page, 'conversation-changed');
  await take(bob.page, 'conversation-changed-peer');
}

async function requestScreens(alice: Person): Promise<void> {
  const { page } = alice;
  for (const name of ['Devika', 'أحمد بن عبد الله', 'Maximiliane Schwarzenegger-Mulle']) {
    const stranger = await arrive(name);
    await stranger.openPerson('alice');
    await stranger.sendAll(['Hello! We met at the station.', 'Is this you?']);
    await stranger.marks('Sent').nth(1).waitFor();
  }
  await page.setViewportSize(WIDTHS[0]);
  await press(page, 'Back');
  await alice.list('Message requests').getByText('Devika').waitFor();
  await take(page, 'requests');
  await alice.openRequest('Maximiliane');
  await take(page, 'request-long');
  await page.setViewportSize(WIDTHS[0]);
  await press(page, 'Back');
  await alice.openConversation('Bob Ünal');
}

async function problemScreens(alice: Person, bob: Person): Promise<void> {
  const { page } = alice;
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: /^Block/ }).click();
  await press(page, 'Block');
  await alice.notice.getByText('blocked').waitFor();
  await take(page, 'conversation-blocked');
  await alice.notice.getByRole('button', { name: 'Unblock' }).click();
  await alice.composer.waitFor();
  const second = await alice.openTab(site.address);
  await second.getByRole('heading', { name: 'Live Chat is open' }).waitFor();
  await take(second, 'another-tab');
  await second.close();
  await site.kill('SIGKILL');
  await alice.notice.getByText('No connection').waitFor();
  await alice.send('Waits');
  await take(page, 'offline');
  await site.restart();
  await alice
    .marks(/Delivered|Read/)
    .nth(5)
    .waitFor();
  await openSettings(bob.page);
  await press(bob.page, 'Sign out…');
  await press(bob.page, 'Sign out and erase');
  await bob.page.getByRole('textbox', { name: 'Your name' }).waitFor();
  await arrive('Bob Ünal');
  await page.getByRole('alert').filter({ hasText: 'key has changed' }).waitFor();
  await take(page, 'key-changed');
  await press(page, 'Start a new conversation');
  await page.getByText('This is a different').waitFor();
  await take(page, 'namesake');
}

async function otherScreens(): Promise<void> {
  const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.address);
  for (const { width, height } of WIDTHS) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(folder, `no-script-${width}-light.png`) });
  }
  const late = await browser.newPage();
  await late.clock.install({ time: Date.now() + 3 * 3_600_000 });
  await late.goto(site.address);
  const eve = new Person(late.context(), late);
  await eve.signIn('eve');
  await late.getByText('an hour or more').waitFor();
  await take(late, 'wrong-clock');
}

await photograph(async () => {
  await signInScreens();
  const alice = await arrive('alice');
  await take(alice.page, 'lobby-empty');
  await settingsScreens(alice);
  const bob = await arrive('Bob Ünal');
  for (const name of ['Jun Takeda', 'أمل', 'noor']) await arrive(name);
  await alice.row('People', 'noor').waitFor();
  await take(alice.page, 'lobby');
  await conversationScreens(alice, bob);
  await messageScreens(alice, bob);
  await requestScreens(alice);
  await problemScreens(alice, bob);
  await otherScreens();
});
