import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import { storeLongHistory } from './support/long-history.ts';
import type { Person } from './support/people.ts';

const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_each, n) => `message number ${n + from}`);

/** The number of a message of a long history. */
const numberIn = (text: string): number => Number(/^message (\d+)/.exec(text)?.[1]);

/** Scrolls up until a message can be seen. */
async function scrollUpTo({ history, page }: Person, text: string): Promise<void> {
  await history.hover();
  await expect(async () => {
    await page.mouse.wheel(0, -2_000);
    const message = history.getByText(text, { exact: true });
    await expect(message).toBeInViewport({ timeout: 200 });
  }).toPass();
}

test('the position, a separator and the draft are kept for each conversation', async ({
  alice,
  bob,
  newStranger,
}) => {
  const carol = await newStranger('carol');

  await test.step('new messages do not move a reader who has scrolled up', async () => {
    await bob.sendAll(numbered(40));
    await expect(alice.history.getByText('message number 39')).toBeInViewport();
    await alice.history.hover();
    await alice.page.mouse.wheel(0, -1_200);
    const early = alice.history.getByText('message number 20', { exact: true });
    await early.scrollIntoViewIfNeeded();
    await expect(alice.history.getByText('message number 39')).not.toBeInViewport();
    const before = await early.boundingBox();
    await bob.send('something new');
    const pill = alice.page.getByRole('button', { name: '1 new message' });
    await expect(pill).toBeVisible();
    expect(await early.boundingBox()).toEqual(before);
    await expect(alice.page).toHaveTitle('(1) Live Chat');
    await bob.marks('delivered', 1);
    await pill.click();
    await expect(alice.history.getByText('something new')).toBeInViewport();
    await expect(pill).toBeHidden();
    await expect(alice.page).toHaveTitle('Live Chat');
    await bob.marks('delivered', 0);
  });

  await test.step('a conversation opens where it was left', async () => {
    const early = alice.history.getByText('message number 5', { exact: true });
    await early.scrollIntoViewIfNeeded();
    const before = await early.boundingBox();
    await alice.openPerson('carol');
    await alice.openConversation('Bob Ünal');
    await expect(early).toBeInViewport();
    // A browser may round where it scrolls to.
    await expect
      .poll(async () => (await early.boundingBox())?.y)
      .toBeCloseTo(before?.y ?? Number.NaN, 0);
    await alice.history.press('End');
    await expect(alice.history.getByText('message number 39')).toBeInViewport();
    await alice.openPerson('carol');
    await alice.openConversation('Bob Ünal');
    await expect(alice.history.getByText('message number 39')).toBeInViewport();
  });

  await test.step('a separator marks the unread messages when a conversation is opened', async () => {
    await alice.page.keyboard.press('Escape');
    await bob.sendAll(['one', 'two']);
    await expect(alice.row('Conversations', 'Bob Ünal')).toContainText('2 unread');
    await alice.openConversation('Bob Ünal');
    await expect(alice.history.getByText('New messages')).toBeVisible();
    await expect(alice.row('Conversations', 'Bob Ünal')).not.toContainText('unread');
    await alice.send('three');
    await expect(alice.history.getByText('New messages')).toHaveCount(0);
  });

  await test.step('drafts are kept for each conversation, across reloads', async () => {
    await alice.composer.fill('Dear Bob');
    await alice.openPerson('carol');
    await expect(alice.composer).toHaveValue('');
    await alice.composer.fill('Dear Carol');
    await expect(alice.row('Conversations', 'carol')).toContainText('Draft: Dear Carol');
    await alice.page.reload();
    await expect(alice.composer).toHaveValue('Dear Carol');
    await alice.openConversation('Bob Ünal');
    await expect(alice.composer).toHaveValue('Dear Bob');
    expect(carol.received).toBe(0);
  });
});

test('messages out of sight are not read while their conversation opens and the window changes', async ({
  alice,
  bob,
}) => {
  await alice.page.keyboard.press('Escape');
  await bob.sendAll(numbered(40));
  await expect(alice.row('Conversations', 'Bob Ünal')).toContainText('40 unread');
  // With each frame the window gets the focus, and what is below the history, a composer with a draft, grows or shrinks.
  await alice.page.evaluate(() => {
    let frames = 0;
    const change = (): void => {
      const composer = document.querySelector<HTMLElement>('.composer');
      composer?.style.setProperty('padding-block-end', `${10 * (frames % 2)}px`);
      dispatchEvent(new Event('focus'));
      if (frames++ < 300) requestAnimationFrame(change);
    };
    change();
  });
  const session = await alice.page.context().newCDPSession(alice.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await alice.openConversation('Bob Ünal');
  await expect(alice.history.getByText('message number 0', { exact: true })).toBeInViewport();
  await expect(alice.page.getByRole('button', { name: /^\d+ new messages$/ })).toBeVisible();
  await expect(alice.row('Conversations', 'Bob Ünal')).toContainText('unread');
  await alice.history.press('End');
  await bob.marks('delivered', 0);
});

test('messages typed offline stay on the screen when sent, and an answer above them counts as read only when seen', async ({
  alice,
  bob,
}) => {
  // More messages than are read at once in search of an unread one.
  const typed = numbered(105);
  await alice.goOffline();
  await expect(alice.notice).toContainText('No connection.');
  await alice.sendAll(typed);
  await expect(alice.marks('Waiting')).toHaveCount(105);
  await bob.send('Are you there?');
  await bob.marks('sent', 1);
  await alice.goOnline();
  await expect(alice.unacknowledged).toHaveCount(0);
  await expect(alice.history.getByText('message number 104', { exact: true })).toBeInViewport();
  expect((await alice.messagesOf('You').allTextContents()).slice(-100)).toEqual(typed.slice(-100));

  const answer = alice.history.getByText('Are you there?');
  await expect(answer).not.toBeInViewport();
  await expect(alice.page).toHaveTitle('(1) Live Chat');
  await bob.marks('delivered', 1);
  await alice.page.getByRole('button', { name: '1 new message' }).click();
  await expect(answer).toBeInViewport();
  await bob.marks('read', 2);
  await expect(alice.page).toHaveTitle('Live Chat');
});

test('older messages load while scrolling up, without a jump, and again after a storage error', async ({
  newPerson,
  newStranger,
}) => {
  const bob = await newStranger('Bob Ünal');
  const alice = await newPerson({
    prepare: async ({ page }) => {
      await page.addInitScript(() => {
        const { transaction } = IDBDatabase.prototype;
        Object.assign(IDBDatabase.prototype, {
          transaction(this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
            if (args[0] === 'messages' && Reflect.get(window, 'failsNext') === true) {
              Reflect.set(window, 'failsNext', false);
              throw new DOMException('broken', 'UnknownError');
            }
            return transaction.apply(this, args);
          },
        });
      });
    },
  });
  await alice.signIn('alice');
  await bob.request('alice', 'Hello');
  await alice.accept('Bob Ünal');
  await storeLongHistory(alice, 'Bob Ünal', 80);
  await expect(alice.history.getByRole('article').last()).toBeInViewport();

  await test.step('without a jump', async () => {
    await expect(alice.history.getByText('Hello', { exact: true })).toHaveCount(0);
    await scrollUpTo(alice, 'Hello');
    const [hello, ...his] = await alice.messagesOf('Bob Ünal').allTextContents();
    const hers = await alice.messagesOf('You').allTextContents();
    expect(hello).toBe('Hello');
    // The two wrote in turn.
    const numbers = Array.from({ length: 80 }, (_each, n) => n);
    expect(hers.map(numberIn)).toEqual(numbers.filter((n) => n % 2 === 0));
    expect(his.map(numberIn)).toEqual(numbers.filter((n) => n % 2 === 1));
  });

  await test.step('again after a storage error', async () => {
    await alice.page.reload();
    await expect(alice.history.getByRole('article').last()).toBeInViewport();
    await expect(alice.history.getByText('Hello', { exact: true })).toHaveCount(0);
    await alice.page.evaluate(() => Reflect.set(window, 'failsNext', true));
    await alice.history.hover();
    const isToFail = () => alice.page.evaluate(() => Reflect.get(window, 'failsNext'));
    await expect(async () => {
      await alice.page.mouse.wheel(0, -2_000);
      expect(await isToFail()).toBe(false);
    }).toPass();
    await expect(async () => {
      await alice.page.mouse.wheel(0, 500);
      await alice.page.mouse.wheel(0, -2_000);
      await expect(alice.history.getByText('Hello', { exact: true })).toBeInViewport({
        timeout: 200,
      });
    }).toPass();
  });
});

test('after midnight, a message from today is shown under yesterday', async ({
  newPerson,
  newStranger,
}) => {
  const evening = new Date();
  evening.setHours(23, 58, 0, 0);
  const alice = await newPerson({
    prepare: ({ page }) => page.clock.install({ time: evening }),
  });
  await newStranger('Bob Ünal');
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await alice.send('Good night');
  await expect(alice.history.getByRole('heading')).toHaveText(['Today']);
  // Without a connection, only the time can change what is shown.
  await alice.goOffline();
  await expect(alice.notice).toContainText('No connection.');
  await alice.page.clock.fastForward('05:00');
  await expect(alice.history.getByRole('heading')).toHaveText(['Yesterday']);
});

test('messages are selected and copied, run in the direction of their script, and contain links', async ({
  alice,
  bob,
}) => {
  await test.step('a selection of several messages is copied with times and authors', async () => {
    await alice.send('Good morning');
    await bob.read('Good morning');
    await bob.sendAll(['What a day', 'See you']);
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(3);
    const { page } = alice;
    const pasted = async (from: Locator, to: Locator): Promise<string> => {
      // The history moves when the composer gets lower: to hover waits until it stands still.
      await alice.composer.fill('');
      await from.hover();
      const [start, end] = [await from.boundingBox(), await to.boundingBox()];
      await page.mouse.move((start?.x ?? 0) + 1, (start?.y ?? 0) + 4);
      await page.mouse.down();
      await page.mouse.move((end?.x ?? 0) + (end?.width ?? 0) + 4, (end?.y ?? 0) + 10);
      await page.mouse.up();
      await page.keyboard.press('Control+c');
      await alice.composer.press('Control+v');
      return alice.composer.inputValue();
    };
    const [morning, day] = ['Good morning', 'What a day'].map((text) =>
      alice.history.getByText(text),
    ) as [Locator, Locator];
    // What copies several messages is loaded when a selection begins.
    await expect(async () => {
      expect(await pasted(morning, alice.history.getByText('See you'))).toMatch(
        /^\[.+\] alice: Good morning\n\[.+\] Bob Ünal: What a day\n\[.+\] Bob Ünal: See you$/,
      );
    }).toPass();
    expect(await pasted(day, day)).toBe('What a day');
  });

  await test.step('each line of a message runs in the direction of its own script', async () => {
    await bob.send('مرحبا بك في هذا المكان الجميل جدا\nabc');
    await bob.send('a long line of Latin text\nمرحبا');
    /** The distances of a message's lines from the left and right edges of its widest line. */
    const marginsOf = (text: Locator): Promise<{ left: number; right: number }[]> =>
      text.evaluate((paragraph) => {
        const range = document.createRange();
        const [words] = paragraph.firstElementChild?.childNodes ?? [];
        if (words === undefined) return [];
        const split = words.textContent?.indexOf('\n') ?? 0;
        const lines = [
          [0, split],
          [split + 1, words.textContent?.length ?? 0],
        ].map(([from = 0, to = 0]) => {
          range.setStart(words, from);
          range.setEnd(words, to);
          return range.getBoundingClientRect();
        });
        const left = Math.min(...lines.map((line) => line.left));
        const right = Math.max(...lines.map((line) => line.right));
        return lines.map((line) => ({ left: line.left - left, right: right - line.right }));
      });
    await expect(alice.messagesOf('Bob Ünal')).toHaveCount(5);
    for (const [message, edges] of [
      [alice.messagesOf('Bob Ünal').nth(3), ['right', 'left']],
      [alice.messagesOf('Bob Ünal').nth(4), ['left', 'right']],
    ] as const) {
      const margins = await marginsOf(message);
      expect(margins[0]?.[edges[0]]).toBeLessThan(1);
      expect(margins[1]?.[edges[1]]).toBeLessThan(1);
    }
  });

  await test.step('an address becomes a link without a referrer or an opener', async () => {
    await bob.send('javascript:alert(1) or https://example.org/a_(b)?c=d.');
    const links = alice.messagesOf('Bob Ünal').getByRole('link');
    await expect(links).toHaveText(['https://example.org/a_(b)?c=d']);
    await expect(links).toHaveAttribute('href', 'https://example.org/a_(b)?c=d');
    await expect(links).toHaveAttribute('rel', 'noopener noreferrer');
    await expect(links).toHaveAttribute('target', '_blank');
  });
});

test('a message may have 10,000 characters: longer ones are not sent, and far longer ones not pasted', async ({
  alice,
  bob,
}) => {
  const longest = '🙂'.repeat(10_000);

  await test.step('a counter appears near the limit', async () => {
    await alice.composer.fill('🙂'.repeat(9_400));
    await expect(alice.page.getByText('characters left')).toBeHidden();
    await alice.composer.fill('🙂'.repeat(10_001));
    await expect(alice.page.getByText('1 character over the limit')).toBeVisible();
    await alice.composer.press('Enter');
    await expect(alice.page.getByRole('alert')).toContainText('too long');
    await alice.composer.fill(longest);
    await expect(alice.page.getByText('0 characters left')).toBeVisible();
    await alice.composer.press('Enter');
    await bob.texts([longest]);
  });

  await test.step('a pasted text that is far too long is rejected, and the draft stays', async () => {
    const { page } = alice;
    const refusal = page.getByRole('alert').filter({ hasText: '10,000 characters' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const paste = async (text: string): Promise<void> => {
      await page.evaluate((words) => navigator.clipboard.writeText(words), text);
      await alice.composer.press('ControlOrMeta+v');
    };
    await alice.composer.fill('Look: ');
    await paste('x'.repeat(1_000_000));
    await expect(refusal).toContainText('up to 10,000 characters');
    await expect(alice.composer).toHaveValue('Look: ');
    await paste('a short one');
    await expect(refusal).toBeHidden();
    await alice.composer.press('Enter');
    await bob.texts([longest, 'Look: a short one']);
    await paste('y'.repeat(12_000));
    await expect(page.getByText('2,000 characters over the limit')).toBeVisible();
  });
});

test('a phone shows one pane at a time, its back button goes back, and a tap on a message shows its time', async ({
  newPerson,
  newStranger,
}) => {
  const viewport = { width: 360, height: 740 };
  const alice = await newPerson({ viewport, hasTouch: true, isMobile: true });
  await newStranger('Bob Ünal');
  await alice.signIn('alice');
  await alice.openPerson('Bob Ünal');
  await expect(alice.page.getByRole('navigation')).toBeHidden();
  await alice.sendAll(['one', 'two']);

  await test.step('without a mouse, a tap on a message shows its time', async () => {
    const first = alice.history.getByRole('article').first();
    await expect(first.getByRole('time')).toBeHidden();
    await first.tap();
    await expect(first.getByRole('time')).toBeVisible();
  });

  await test.step('the back buttons of the browser and of the page lead to the lists', async () => {
    await alice.page.goBack();
    await expect(alice.row('Conversations', 'Bob Ünal')).toBeVisible();
    await expect(alice.history).toHaveCount(0);
    await alice.openConversation('Bob Ünal');
    await alice.page.getByRole('button', { name: 'Back' }).click();
    await expect(alice.row('Conversations', 'Bob Ünal')).toBeFocused();
    const width = await alice.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(360);
  });
});
