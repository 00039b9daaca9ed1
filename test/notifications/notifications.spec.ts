import { choose as chooseOption } from '../e2e/support/message-menu.ts';
import type { Person } from '../e2e/support/people.ts';
import type { Desktop, ShownNotification } from './desktop.ts';
import { expect, test } from './fixture.ts';

const offer = ({ page }: Person) => page.getByRole('button', { name: 'Turn on notifications' });

/** Opens another tab of the same window, so that the page is hidden. */
async function leave({ page }: Person): Promise<void> {
  await page.context().newPage();
  await page.waitForFunction(() => document.visibilityState === 'hidden', null, { polling: 100 });
}

/** Back to the page. */
const comeBack = ({ page }: Person): Promise<void> => page.bringToFront();

async function openSettings({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
}

/** Turns notifications on in Settings, where the browser has the user's answer already. */
async function turnOn(person: Person, detail?: string): Promise<void> {
  const { page } = person;
  await openSettings(person);
  await page.getByRole('checkbox', { name: 'Notify me about new messages' }).check();
  if (detail !== undefined) await page.getByRole('radio', { name: detail, exact: true }).check();
}

const EVERYTHING = 'Who it’s from and what it says';

/** Title and text, without the page's host. */
const worded = ({ title, body }: ShownNotification): string =>
  `${title}: ${body.replace(/^localhost:\d+\n\n/, '')}`;
const onScreen = (desktop: Desktop): string[] => desktop.onScreen.map(worded);
const everShown = (desktop: Desktop): string[] => desktop.history.map(worded);

/** Opens the menu of the open conversation and chooses an item. */
async function choose({ page }: Person, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('button', { name: item }).click();
}

test('a message in the background is shown by the desktop, silently, with neither name nor text', async ({
  desktop,
  pair: { alice, bob },
}) => {
  await turnOn(bob);
  await leave(bob);
  await alice.send('A secret');
  await expect.poll(() => onScreen(desktop)).toEqual(['Live Chat: New message']);
  expect(desktop.onScreen[0]?.isSilent).toBe(true);
  expect(bob.complaints).toEqual([]);
});

for (const [detail, expected] of [
  ['Only that there’s a message', 'Live Chat: New message'],
  ['Who it’s from', 'alice: New message'],
  [EVERYTHING, 'alice: A secret'],
] as const) {
  test(`the privacy level “${detail}” decides what the desktop gets`, async ({
    desktop,
    pair: { alice, bob },
  }) => {
    await turnOn(bob, detail);
    await leave(bob);
    await alice.send('A secret');
    await expect.poll(() => everShown(desktop)).toEqual([expected]);
  });
}

test('a click on the notification brings the page to the front and opens the conversation', async ({
  desktop,
  pair: { alice, bob },
}) => {
  await turnOn(bob);
  await leave(bob);
  await alice.send('Second');
  await expect.poll(() => onScreen(desktop)).toHaveLength(1);
  const [notification] = desktop.onScreen;
  if (notification !== undefined) desktop.click(notification);
  await expect(bob.messagesOf('alice')).toHaveText(['Hello', 'Second']);
  await expect.poll(() => bob.page.evaluate(() => document.visibilityState)).toBe('visible');
  await expect(alice.marks('Read')).toHaveCount(2);
  await expect.poll(() => onScreen(desktop)).toEqual([]);
});

test('a notification is removed when its message is read', async ({
  desktop,
  pair: { alice, bob },
}) => {
  await turnOn(bob);
  await bob.openConversation('alice');
  await leave(bob);
  await alice.send('Second');
  await expect.poll(() => onScreen(desktop)).toHaveLength(1);
  await comeBack(bob);
  await expect(alice.marks('Read')).toHaveCount(2);
  await expect.poll(() => onScreen(desktop)).toEqual([]);
});

test('a notification follows edits, and is removed when its message is deleted', async ({
  desktop,
  pair: { alice, bob },
}) => {
  await turnOn(bob, EVERYTHING);
  await leave(bob);
  await alice.send('Second');
  await expect.poll(() => onScreen(desktop)).toEqual(['alice: Second']);
  await alice.composer.press('ArrowUp');
  await alice.send('Edited');
  await expect.poll(() => onScreen(desktop)).toEqual(['alice: Edited']);
  await chooseOption(alice, 'Edited', 'Delete…');
  await alice.page.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect.poll(() => onScreen(desktop)).toEqual([]);
});

test('the conversation on the screen shows no notification, and another page of the chat does', async ({
  desktop,
  pair: { alice, bob },
}) => {
  await turnOn(bob, EVERYTHING);
  await bob.openConversation('alice');
  await alice.send('On the screen');
  await expect(alice.marks('Read')).toHaveCount(2);
  await openSettings(bob);
  await alice.send('Elsewhere');
  await expect.poll(() => everShown(desktop)).toEqual(['alice: Elsewhere']);
});

for (const [what, silence] of [
  [
    'muted',
    async (bob: Person) => {
      await choose(bob, 'Mute…');
      await bob.page.getByRole('button', { name: 'For 8 hours' }).click();
    },
  ],
  [
    'blocked',
    async (bob: Person) => {
      await choose(bob, 'Block…');
      await bob.page.getByRole('button', { name: 'Block', exact: true }).click();
    },
  ],
] as const) {
  test(`a ${what} person shows no notification, and another person does`, async ({
    desktop,
    newPerson,
    pair: { alice, bob },
  }) => {
    await turnOn(bob, EVERYTHING);
    await bob.openConversation('alice');
    await silence(bob);
    await leave(bob);
    await alice.send('Second');
    await expect(alice.marks(/^(Sent|Delivered)$/)).toHaveCount(1);
    const carol = await newPerson();
    await carol.signIn('Carol');
    await carol.openPerson('Bob Ünal');
    await carol.send('Hi');
    await expect.poll(() => everShown(desktop)).toEqual(['Carol: New message request']);
  });
}

test.describe('when the browser was never asked', () => {
  test.use({ permission: 'default' });

  test('the page offers notifications, shows none, and the browser asks only after a click', async ({
    desktop,
    pair: { alice, bob },
  }) => {
    const permission = () => bob.page.evaluate(() => Notification.permission);
    await leave(bob);
    await alice.send('Second');
    await expect(bob.page).toHaveTitle('(1) Live Chat');
    await expect(offer(bob)).toBeVisible();
    await comeBack(bob);
    expect(await permission()).toBe('default');
    await offer(bob).click();
    await leave(bob);
    await alice.send('Third');
    await expect(bob.page).toHaveTitle('(1) Live Chat');
    expect(await permission()).toBe('default');
    expect(desktop.history).toEqual([]);
  });
});

test.describe('when the user has denied the permission', () => {
  test.use({ permission: 'denied' });

  test('the page neither offers nor shows notifications, and Settings says why', async ({
    desktop,
    pair: { alice, bob },
  }) => {
    await leave(bob);
    await alice.send('Second');
    await expect(bob.page).toHaveTitle('(1) Live Chat');
    await comeBack(bob);
    await expect(bob.page).toHaveTitle('Live Chat');
    await expect(offer(bob)).toHaveCount(0);
    await openSettings(bob);
    await expect(bob.page.getByText('Your browser blocks notifications')).toBeVisible();
    await expect(bob.page.getByRole('checkbox', { name: 'Notify me' })).toBeDisabled();
    expect(desktop.history).toEqual([]);
  });
});
