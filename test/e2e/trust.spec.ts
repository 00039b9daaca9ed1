import type { Locator, Page } from '@playwright/test';
import { parseInvite } from '../../src/protocol/invite.ts';
import { formatSafetyCode } from '../../src/protocol/safety-code.ts';
import { codePath } from '../../src/ui/browser/qr/path.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

const shield = ({ page }: Person, name: 'Verify' | 'Verified'): Locator =>
  page.getByRole('button', { name, exact: true });
/** Visible text only: the page contains every possible text, hidden. */
const READ = { useInnerText: true };
const dialog = ({ page }: Person): Locator => page.getByRole('dialog');
const keyChange = ({ page }: Person): Locator =>
  page.getByRole('alert').filter({ hasText: 'key has changed' });

async function readNumber(person: Person): Promise<string[]> {
  const groups = dialog(person).getByRole('list', { name: 'Safety number' }).getByRole('listitem');
  await expect(groups).toHaveCount(12);
  return groups.allTextContents();
}

async function verify(person: Person): Promise<void> {
  await shield(person, 'Verify').click();
  await dialog(person).getByRole('button', { name: 'Mark as verified' }).click();
  await expect(dialog(person).getByRole('status')).toContainText('You’ve verified', READ);
  await dialog(person).getByRole('button', { name: 'Close' }).click();
  await expect(shield(person, 'Verified')).toBeFocused();
}

async function openMenu(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: action }).click();
}

async function signOut({ page }: Person): Promise<void> {
  await openMenu(page, 'Sign out…');
  await page.getByRole('button', { name: 'Sign out and erase' }).click();
  await page.getByRole('textbox', { name: 'Your name' }).waitFor();
}

async function inviteLink(person: Person): Promise<string> {
  await openMenu(person.page, 'Invite by link');
  const link = (await dialog(person).getByRole('code').textContent()) ?? '';
  await dialog(person).getByRole('button', { name: 'Close' }).click();
  await expect(dialog(person)).toHaveCount(0);
  return link;
}

const keyOf = (link: string) => parseInvite(new URL(link).hash).identity;

test('two people compare and verify keys, and a name taken by another key pauses the conversation', async ({
  pair: { alice, bob },
  newPerson,
}) => {
  await test.step('two people see the same 60 digits, and verification survives a reload', async () => {
    const numbers: string[][] = [];
    for (const person of [alice, bob]) {
      await shield(person, 'Verify').click();
      numbers.push(await readNumber(person));
    }
    expect(numbers[0]).toEqual(numbers[1]);
    for (const group of numbers[0] ?? []) expect(group).toMatch(/^\d{5}$/);
    await bob.page.keyboard.press('Escape');
    await expect(dialog(bob)).toHaveCount(0);
    await expect(shield(bob, 'Verify')).toBeFocused();
    await expect(bob.composer).toBeVisible();

    await dialog(alice).getByRole('button', { name: 'Mark as verified' }).click();
    await alice.page.keyboard.press('Escape');
    await expect(alice.row('Conversations', 'Bob Ünal')).toContainText('Bob Ünal');
    const mark = alice.row('Conversations', 'Bob Ünal').getByRole('img', { name: 'Verified' });
    await expect(mark).toBeVisible();
    await alice.page.reload();
    await expect(shield(alice, 'Verified')).toBeVisible();
    await shield(alice, 'Verified').click();
    expect(await readNumber(alice)).toEqual(numbers[0]);
    await dialog(alice).getByRole('button', { name: 'Clear verification' }).click();
    await alice.page.keyboard.press('Escape');
    await expect(shield(alice, 'Verify')).toBeVisible();
    await expect(mark).toBeHidden();
    expect(alice.complaints).toEqual([]);
  });

  await test.step('a name taken by another key pauses the conversation and its waiting messages', async () => {
    await verify(alice);
    await signOut(bob);
    await expect(alice.notice).toContainText('the name is available again');
    await alice.send('For the first Bob');
    await expect(alice.marks('Waiting')).toHaveCount(1);
    const other = await newPerson();
    await other.signIn('Bob Ünal');
    await expect(keyChange(alice)).toBeVisible();
    await alice.composer.fill('And this?');
    await alice.composer.press('Enter');
    await expect(alice.page.getByText('so nothing was sent')).toBeVisible();
    await expect(alice.composer).toHaveValue('And this?');
    await alice.page.reload();
    await expect(keyChange(alice)).toBeVisible();

    await alice.page.getByRole('button', { name: 'Start a new conversation' }).click();
    await expect(shield(alice, 'Verify')).toBeVisible();
    await expect(keyChange(alice)).toBeHidden();
    await expect(alice.history).toContainText('This is a different Bob Ünal', READ);
    await alice.send('Are you Bob?');
    await other.accept('alice');
    await expect(alice.marks('Read')).toHaveCount(1);
    await expect(other.messagesOf('alice')).toHaveText(['Are you Bob?']);

    const old = alice.list('Conversations').getByRole('button', { name: /For the first|Draft/ });
    await expect(old.getByRole('img', { name: 'Key changed' })).toBeVisible();
    await old.click();
    await expect(keyChange(alice)).toBeVisible();
    await expect(shield(alice, 'Verified')).toBeVisible();
    await expect(alice.marks('Waiting')).toHaveCount(1);
  });
});

test('a person whose name was taken after a restart of the relay keeps the conversations under another name, and stays the same person, and verified', async ({
  pair: { alice, bob },
  newStranger,
  site,
}) => {
  await verify(bob);
  await alice.goOffline();
  await site.kill('SIGKILL');
  await site.restart();
  await newStranger('alice');
  await expect(keyChange(bob)).toBeVisible();
  await alice.goOnline();
  await expect(alice.page.getByRole('alert')).toContainText('Someone else is using that name');
  await expect(alice.page.getByText('You’ll keep your conversations.')).toBeVisible();
  await alice.signIn('alice the first');
  await expect(bob.history).toContainText('alice changed their name to alice the first');
  await expect(keyChange(bob)).toBeHidden();
  await expect(shield(bob, 'Verified')).toBeVisible();
  await bob.send('Welcome back');
  await alice.openConversation('Bob Ünal');
  await expect(alice.messagesOf('You')).toHaveText(['Hello']);
  await expect(alice.messagesOf('Bob Ünal')).toHaveText(['Welcome back']);
  await alice.send('It is still me');
  await expect(bob.messagesOf('alice the first')).toHaveText(['Hello', 'It is still me']);
});

/**
 * A camera that shows a given picture, and the detector, which Chromium does not have on every
 * platform.
 */
async function giveCamera(page: Page, seen: () => string): Promise<void> {
  await page.exposeFunction('seenByCamera', seen);
  await page.addInitScript(() => {
    class Detector {
      static getSupportedFormats = async () => ['qr_code'];
      detect = async () => {
        const look = Reflect.get(window, 'seenByCamera') as () => Promise<string>;
        const rawValue = await look();
        return rawValue === '' ? [] : [{ rawValue }];
      };
    }
    Object.assign(window, { BarcodeDetector: Detector });
    const canvas = document.createElement('canvas');
    const draw = (): void => {
      canvas.getContext('2d')?.fillRect(0, 0, 1, 1);
      requestAnimationFrame(draw);
    };
    draw();
    Object.defineProperty(navigator, 'mediaDevices', {
      value: { getUserMedia: async () => canvas.captureStream() },
    });
  });
}

test('a scanned code verifies when both keys match, and warns when they don’t', async ({
  newPerson,
}) => {
  let seen = '';
  const bob = await newPerson();
  const alice = await newPerson({ prepare: ({ page }) => giveCamera(page, () => seen) });
  await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal')]);
  const [aliceKey, bobKey] = [keyOf(await inviteLink(alice)), keyOf(await inviteLink(bob))];
  const shown = formatSafetyCode({ own: bobKey, peer: aliceKey });
  await Promise.all([alice.openPerson('Bob Ünal'), bob.openPerson('alice')]);
  await shield(bob, 'Verify').click();
  const drawn = dialog(bob)
    .getByRole('img', { name: /QR code/ })
    .locator('path');
  await expect(drawn).toHaveAttribute('d', codePath(shown).d);
  await expect(dialog(bob).getByRole('button', { name: 'Scan code' })).toBeHidden();

  await shield(alice, 'Verify').click();
  const scan = dialog(alice).getByRole('button', { name: 'Scan code' });
  const outcome = dialog(alice).getByRole('status');
  seen = formatSafetyCode({ own: aliceKey, peer: bobKey });
  await scan.click();
  await expect(outcome).toContainText('don’t match', READ);
  seen = 'https://example.org/';
  await scan.click();
  await expect(outcome).toContainText('isn’t a Live Chat safety code', READ);
  await expect(dialog(alice).getByRole('button', { name: 'Mark as verified' })).toBeVisible();
  seen = shown;
  await scan.click();
  await expect(outcome).toContainText('The codes match.', READ);
  await expect(outcome).toContainText('You’ve verified Bob Ünal', READ);
  await alice.page.keyboard.press('Escape');
  await expect(shield(alice, 'Verified')).toBeVisible();
  expect(alice.complaints).toEqual([]);
});

test('a clock that is hours off causes a warning, which has no accessibility faults', async ({
  newPerson,
}) => {
  const alice = await newPerson({ prepare: ({ page }) => page.clock.install() });
  const { page } = alice;
  const warning = page.getByText('differ by an hour or more');
  await alice.signIn('alice');
  await expect(page.getByRole('navigation')).toContainText('Online');
  await expect(warning).toBeHidden();
  await page.clock.setSystemTime(Date.now() + 3 * 3_600_000);
  await page.reload();
  await expect(warning).toBeVisible();
  await expectAccessible(page, 'wrong clock');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(warning).toBeHidden();
});

const BUNDLE = Buffer.from('live-chat/v1/bundle');
/** The bytes before a bundle: MessagePack's `bin 16` with its length, then the label's length. */
const [BIN_16, HEADER, LABEL_LENGTH] = [0xc5, 3, 4];

/** The position of a bundle in a frame from the relay, if there is one. */
function bundleIn(message: Buffer): Buffer | undefined {
  const start = message.indexOf(BUNDLE) - LABEL_LENGTH;
  if (start < HEADER || message[start - HEADER] !== BIN_16) return undefined;
  return message.subarray(start, start + message.readUInt16BE(start - HEADER + 1));
}

/** A relay between this page and the real one that returns the first bundle for everybody. */
async function swapBundles(page: Page): Promise<void> {
  let first: Buffer | undefined;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const bundle = typeof message === 'string' ? undefined : bundleIn(message);
      first ??= bundle && Buffer.from(bundle);
      if (bundle?.length === first?.length) first?.copy(bundle as Buffer);
      socket.send(message);
    });
  });
}

test('someone else’s key from the server is reported, and nothing is sent', async ({
  newPerson,
  newStranger,
}) => {
  const [david] = await Promise.all([newStranger('david'), newStranger('carol')]);
  const alice = await newPerson({ prepare: ({ page }) => swapBundles(page) });
  await alice.signIn('alice');
  await alice.openPerson('carol');
  await alice.send('For carol');
  await expect(alice.marks('Sent')).toHaveCount(1);
  await alice.openPerson('david');
  await alice.send('For david');
  await expect(alice.notice).toContainText('someone else’s key. Nothing was sent.');
  await expect(alice.marks('Waiting')).toHaveCount(1);
  expect(david.received).toBe(0);
});
