import type { Page } from '@playwright/test';
import { accessibilityFaults } from './support/accessible.ts';
import { bringBack, controlBackground, sendToBackground } from './support/background.ts';
import { test as base, expect } from './support/fixture.ts';
import type { Friend } from './support/friend.ts';
import {
  clickNotification,
  onScreen,
  recording,
  recordNotifications,
} from './support/notifications.ts';
import type { Person } from './support/people.ts';

interface Options {
  permission: NotificationPermission;
  answer: NotificationPermission;
}

/** `Bob Ünal`, who can go away, with recorded notifications, and his friend `alice`, whose screen nobody looks at. */
interface Watched {
  readonly alice: Friend;
  readonly bob: Person;
}

interface Fixtures {
  watched: Watched;
}

const test = base.extend<Options & Fixtures>({
  permission: ['default', { option: true }],
  answer: ['granted', { option: true }],

  watched: async ({ newPerson, newFriend, permission, answer }, use) => {
    const prepare = async ({ page }: Person): Promise<void> => {
      await controlBackground(page);
      await recordNotifications(page, permission, answer);
    };
    const [alice, bob] = await Promise.all([newFriend('alice'), newPerson({ prepare })]);
    await bob.signIn('Bob Ünal');
    await alice.openPerson('Bob Ünal');
    await alice.send('Hello');
    await bob.accept('alice');
    await alice.marks('read', 1);
    await use({ alice, bob });
  },
});

const offer = (page: Page) => page.getByRole('button', { name: 'Turn on notifications' });

/** Alice writes while Bob is away, and he accepts the offer. */
async function turnOn({ alice, bob }: Watched): Promise<void> {
  await sendToBackground(bob.page);
  await alice.send('First');
  await offer(bob.page).click();
  await expect(offer(bob.page)).toHaveCount(0);
}

/** Bob opens the menu of the conversation and chooses an item. */
async function choose({ page }: Person, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: item }).click();
}

async function openSettings({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
}

test('the page asks only after a click on its offer, which comes with the first message in the background', async ({
  watched: { alice, bob },
}) => {
  const { page } = bob;
  await alice.send('While Bob is looking');
  await expect(bob.messagesOf('alice')).toHaveText(['Hello', 'While Bob is looking']);
  await expect(offer(page)).toHaveCount(0);
  await sendToBackground(page);
  await alice.send('While Bob is away');
  await expect(offer(page)).toBeVisible();
  expect(await recording(page)).toEqual({ shown: [], questions: 0, tones: 0 });
  expect(await accessibilityFaults(page)).toEqual([]);
  await offer(page).click();
  await expect(offer(page)).toHaveCount(0);
  expect((await recording(page)).questions).toBe(1);
  await alice.send('After that');
  await expect.poll(() => onScreen(page)).toEqual(['Live Chat: New message']);
  expect((await recording(page)).tones).toBeGreaterThan(0);
  expect(bob.complaints).toEqual([]);
});

test('a message that arrives while the user looks at the page offers nothing', async ({
  watched: { bob },
  newStranger,
}) => {
  const { page } = bob;
  // The code for notifications has run: the first request has loaded it.
  const script = await page.waitForFunction(() => {
    const resources = performance.getEntriesByType('resource').map(({ name }) => name);
    return resources.find((name) => name.includes('notifier'));
  });
  await script.evaluate((address) => import(String(address)));
  await page.clock.install();
  const carol = await newStranger('carol');
  await carol.request('Bob Ünal', 'Hi');
  await expect(bob.row('Message requests', 'carol')).toBeVisible();
  // The time is over in which it waits for more messages.
  await page.clock.runFor(1_000);
  await expect(offer(page)).toHaveCount(0);
  // Positive control: the same message in the background offers it.
  await sendToBackground(page);
  await carol.request('Bob Ünal', 'Hi again');
  await page.clock.runFor(1_000);
  await expect(offer(page)).toBeVisible();
});

test('the icon has the number of unread messages; “Not now” is final, and Settings turns notifications on later', async ({
  watched: { alice, bob },
}) => {
  await test.step('the icon has the number of unread messages', async () => {
    const icon = bob.page.locator('link[rel="icon"]');
    const address = async () => decodeURIComponent((await icon.getAttribute('href')) ?? '');
    const plain = await address();
    await sendToBackground(bob.page);
    await alice.send('First');
    await expect.poll(address).toContain('>1</text>');
    for (let n = 2; n <= 10; n++) await alice.send(`Message ${n}`);
    await expect.poll(address).toContain('>9+</text>');
    await bringBack(bob.page);
    await expect.poll(address).toBe(plain);
    expect(bob.complaints).toEqual([]);
  });

  await test.step('“Not now” is final, and Settings turns notifications on later', async () => {
    const { page } = bob;
    await sendToBackground(page);
    await alice.send('First');
    await page.getByRole('button', { name: 'Not now' }).click();
    await alice.send('Second');
    await expect(page).toHaveTitle('(2) Live Chat');
    await bringBack(page);
    await openSettings(bob);
    await expect(page.getByText('Once you close it, nothing notifies you.')).toBeVisible();
    await page.getByRole('checkbox', { name: 'Notify me about new messages' }).check();
    await expect.poll(async () => (await recording(page)).questions).toBe(1);
    await alice.send('Third');
    await expect.poll(() => onScreen(page)).toEqual(['Live Chat: New message']);
    await expect(offer(page)).toHaveCount(0);
  });
});

test.describe('when the user answers the browser with no', () => {
  test.use({ answer: 'denied' });

  test('nothing is shown, and Settings says why', async ({ watched }) => {
    const { alice, bob } = watched;
    await turnOn(watched);
    await alice.send('Second');
    await expect(bob.page).toHaveTitle('(2) Live Chat');
    await bringBack(bob.page);
    await openSettings(bob);
    await expect(bob.page.getByText('Your browser blocks notifications')).toBeVisible();
    await expect(bob.page.getByRole('checkbox', { name: 'Notify me' })).toBeDisabled();
    expect((await recording(bob.page)).shown).toEqual([]);
  });
});

test.describe('when the browser already blocks notifications', () => {
  test.use({ permission: 'denied' });

  test('they are not offered', async ({ watched: { alice, bob } }) => {
    await sendToBackground(bob.page);
    await alice.send('First');
    await expect(bob.page).toHaveTitle('(1) Live Chat');
    await alice.send('Second');
    await expect(bob.page).toHaveTitle('(2) Live Chat');
    await expect(offer(bob.page)).toHaveCount(0);
    expect(await recording(bob.page)).toEqual({ shown: [], questions: 0, tones: 0 });
  });
});

test('another conversation than that on the screen notifies; a click opens it, and reading removes the notification, which shows what Settings decide, no deleted message and no text of a request', async ({
  watched,
  newStranger,
}) => {
  const { alice, bob } = watched;
  const { page } = bob;
  await turnOn(watched);

  await test.step('the conversation on the screen does not notify, and another one does', async () => {
    await bringBack(bob.page);
    await alice.send('On the screen');
    await alice.marks('read', 3);
    expect((await recording(bob.page)).shown).toEqual([]);
    await openSettings(bob);
    await alice.send('Elsewhere');
    await expect.poll(() => onScreen(bob.page)).toHaveLength(1);
  });

  await test.step('a click opens the conversation, and reading removes the notification', async () => {
    await clickNotification(bob.page);
    await expect(bob.history).toContainText('Elsewhere');
    await expect.poll(() => onScreen(bob.page)).toEqual([]);
    // Read on the screen, without a click.
    await sendToBackground(bob.page);
    await alice.send('In the background');
    await expect.poll(() => onScreen(bob.page)).toHaveLength(1);
    await bringBack(bob.page);
    await expect.poll(() => onScreen(bob.page)).toEqual([]);
  });

  await sendToBackground(page);
  await openSettings(bob);

  await test.step('Settings decide what a notification shows, and whether it sounds', async () => {
    await page.getByRole('checkbox', { name: 'Play a sound' }).uncheck();
    await page.getByRole('radio', { name: 'Who it’s from', exact: true }).check();
    const { tones } = await recording(page);
    await alice.send('Second');
    await expect.poll(() => onScreen(page)).toEqual(['alice: New message']);
    await page.getByRole('radio', { name: 'Who it’s from and what it says' }).check();
    await alice.send('Third');
    await expect.poll(() => onScreen(page)).toEqual(['alice: Third']);
    expect((await recording(page)).tones).toBe(tones);
  });

  await test.step('a deleted or edited message does not stay in a notification', async () => {
    await alice.send('Fourth');
    await expect.poll(() => onScreen(page)).toEqual(['alice: Fourth']);
    await alice.edit('Fourth', 'Fourth, edited');
    await expect.poll(() => onScreen(page)).toEqual(['alice: Fourth, edited']);
    for (const text of ['Fourth, edited', 'Third', 'Second']) {
      await alice.deleteForBoth(text);
    }
    await expect.poll(() => onScreen(page)).toEqual([]);
  });

  await test.step('a request notifies without its text', async () => {
    await (await newStranger('Carol')).request('Bob Ünal', 'A secret');
    await expect.poll(() => onScreen(page)).toEqual(['Carol: New message request']);
  });
});

test('a muted or blocked person does not notify', async ({ watched }) => {
  const { alice, bob } = watched;
  const { page } = bob;
  await turnOn(watched);

  await test.step('a muted person does not notify, in the title either, until the time is over', async () => {
    await choose(bob, 'Mute…');
    const dialog = page.getByRole('dialog', { name: 'Mute alice?' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'For 8 hours' }).click();
    await expect(page).toHaveTitle('Live Chat');
    await expect(
      bob.row('Conversations', 'alice').getByRole('img', { name: 'Muted' }),
    ).toBeVisible();
    await alice.send('Second');
    await expect(bob.row('Conversations', 'alice')).toContainText('2 unread messages');
    expect((await recording(page)).shown).toEqual([]);
    await expect(page).toHaveTitle('Live Chat');
    await choose(bob, 'Unmute');
    await expect(page).toHaveTitle('(2) Live Chat');
    await choose(bob, 'Mute…');
    await dialog.getByRole('button', { name: 'Until I unmute' }).click();
    await expect(page).toHaveTitle('Live Chat');
    await choose(bob, 'Unmute');
    await alice.send('Third');
    await expect.poll(() => onScreen(page)).toEqual(['Live Chat: New message']);
  });

  await test.step('a blocked person does not notify; Settings lists and unblocks them', async () => {
    const { shown } = await recording(page);
    // Acknowledgements of earlier messages are on their way.
    await alice.arrived();
    await choose(bob, 'Block…');
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await alice.send('Fourth');
    await alice.marks('sent', 1);
    await openSettings(bob);
    const blocked = page.getByRole('region', { name: 'Blocked people' });
    await expect(blocked.getByText('alice', { exact: true })).toHaveCount(2);
    expect(await accessibilityFaults(page)).toEqual([]);
    await blocked.getByRole('button', { name: 'Unblock' }).click();
    await expect(blocked).toContainText('You haven’t blocked anyone.');
    expect((await recording(page)).shown).toHaveLength(shown.length);
  });
});

test('two tabs of one profile notify once, also when one takes over from the other', async ({
  watched,
  site,
}) => {
  const { alice, bob } = watched;
  await turnOn(watched);
  const second = await bob.openTab('about:blank');
  await controlBackground(second);
  await recordNotifications(second, 'granted');
  await second.goto(site.address);
  await second.getByRole('button', { name: 'Use here' }).waitFor();
  await alice.send('Second');
  await expect.poll(() => onScreen(bob.page)).toHaveLength(1);
  expect((await recording(second)).shown).toEqual([]);

  await second.getByRole('button', { name: 'Use here' }).click();
  await second.getByRole('region', { name: 'Conversations' }).waitFor();
  await sendToBackground(second);
  // The notification of the tab that gave way is gone with its chat.
  await expect.poll(() => onScreen(bob.page)).toEqual([]);
  await alice.send('Third');
  await expect.poll(() => onScreen(second)).toHaveLength(1);
  expect((await recording(bob.page)).shown).toHaveLength(1);
});
