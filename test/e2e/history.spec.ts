import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import { storeLongHistory } from './support/long-history.ts';
import type { Person } from './support/people.ts';

/** Several times as many as the page keeps. */
const COUNT = 2_000;
const MAX_ROWS = 400;
/** At a time while scrolling: more of them delay a frame. */
const MAX_ADDED = 7;

/** A stored message by its number. */
const message = ({ history }: Person, n: number) =>
  history.getByText(new RegExp(`^message ${n}\\b`));

/** Adds so many messages to the conversation, and opens it again. */
async function storeMessages(person: Person): Promise<void> {
  await storeLongHistory(person, 'Bob Ünal', COUNT);
  await expect(message(person, COUNT - 1)).toBeInViewport();
}

/** Numbers of messages, in the order of the page. */
interface Loaded {
  readonly all: readonly number[];
  readonly visible: readonly number[];
}

/** The messages that the page holds. */
function loaded({ history }: Person): Promise<Loaded> {
  return history.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const found = [...element.querySelectorAll('article')].flatMap((article) => {
      const n = /message (\d+)/.exec(article.querySelector('p')?.textContent ?? '')?.[1];
      const place = article.getBoundingClientRect();
      const isVisible = place.bottom > top && place.top < bottom;
      return n === undefined ? [] : [{ n: Number(n), isVisible }];
    });
    const visible = found.filter(({ isVisible }) => isVisible);
    return { all: found.map(({ n }) => n), visible: visible.map(({ n }) => n) };
  });
}

/** Whether a message is missing between the first and the last one. */
const hasGap = ({ all }: Loaded): boolean => all.some((n, index) => n !== (all[0] ?? 0) + index);

/**
 * Turns the wheel until a message is visible, and checks meanwhile what the page holds.
 * @param step pixels at a time; fewer once the message has been passed
 * @returns the largest number of messages that the page held
 */
async function wheelTo(person: Person, n: number, step: number): Promise<number> {
  let most = 0;
  let pixels = n < ((await loaded(person)).visible[0] ?? 0) ? -step : step;
  await person.history.hover();
  await expect(async () => {
    const page = await loaded(person);
    most = Math.max(most, page.all.length);
    expect(hasGap(page)).toBe(false);
    if (page.visible.includes(n)) return;
    const isAbove = n < (page.visible[0] ?? 0);
    if (isAbove !== pixels < 0) pixels = -Math.sign(pixels) * Math.max(100, Math.abs(pixels) / 2);
    await person.page.mouse.wheel(0, pixels);
    expect(page.visible).toContain(n);
  }).toPass({ intervals: [50] });
  return most;
}

/** Scrolls a message to the upper edge, when the wheel has done its work; resolves when the page has noticed it. */
async function putAtTop(text: Locator): Promise<void> {
  await text.evaluate(async (element) => {
    const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
    await frame().then(frame);
    element.closest('article')?.scrollIntoView({ block: 'start' });
    await frame().then(frame);
  });
}

/** Watches how many messages are added to the page at a time, and returns the largest number. */
async function watchAdditions({ history }: Person): Promise<() => Promise<number>> {
  await history.evaluate((element) => {
    let most = 0;
    new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      const isEntry = (node: Node): boolean => node instanceof Element && node.matches('.entry');
      most = Math.max(most, added.filter(isEntry).length);
      Object.assign(window, { mostAdded: most });
    }).observe(element, { childList: true, subtree: true });
  });
  return () => history.evaluate(() => Reflect.get(window, 'mostAdded') as number);
}

/** Whether the page stops to read from its storage. */
const becomesStill = ({ history }: Person): Promise<boolean> =>
  history.evaluate(async () => {
    let still = 0;
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...args) {
      still = 0;
      return transaction.apply(this, args);
    };
    for (let frames = 0; still < 30 && frames < 3_000; frames++, still++) {
      await new Promise(requestAnimationFrame);
    }
    IDBDatabase.prototype.transaction = transaction;
    return still === 30;
  });

/** Where the history is scrolled to, and the height of what stands for the messages above, CSS pixels. */
const position = ({ history }: Person): Promise<{ top: number; spacer: number }> =>
  history.evaluate(({ scrollTop, firstElementChild }) => {
    const spacer = firstElementChild?.querySelector('.spacer')?.getBoundingClientRect().height;
    return { top: scrollTop, spacer: spacer ?? NaN };
  });

/** Counts how often the page itself scrolls from now on: that may end a gesture in Safari. */
async function countScrolls({ history }: Person): Promise<() => Promise<number>> {
  await history.evaluate((element) => {
    const property = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop');
    Object.assign(window, { scrolls: 0 });
    Object.defineProperty(element, 'scrollTop', {
      get: () => property?.get?.call(element),
      set: (top: number) => {
        Object.assign(window, { scrolls: (Reflect.get(window, 'scrolls') as number) + 1 });
        property?.set?.call(element, top);
      },
    });
  });
  return () => history.evaluate(() => Reflect.get(window, 'scrolls') as number);
}

test('a long conversation is scrolled with the wheel, keys and buttons, the page holds a part of it, the position is kept when the window is resized and while another conversation is open, and the menu leads to a date', async ({
  alice,
  newStranger,
}) => {
  await storeMessages(alice);

  await test.step('a limited number of messages is held while scrolling up and back, and few are added at a time', async () => {
    const mostAdded = await watchAdditions(alice);
    const up = await wheelTo(alice, COUNT - MAX_ROWS - 100, 3_000);
    const down = await wheelTo(alice, COUNT - 1, 3_000);
    expect(Math.max(up, down)).toBeGreaterThan(150);
    expect(Math.max(up, down)).toBeLessThanOrEqual(MAX_ROWS);
    expect(await mostAdded()).toBeGreaterThan(0);
    expect(await mostAdded()).toBeLessThanOrEqual(MAX_ADDED);
  });

  await test.step('Home, End and the page keys move through the whole conversation', async () => {
    await alice.history.press('Home');
    await expect(alice.history.getByText('Hello', { exact: true })).toBeInViewport();
    await expect(message(alice, 0)).toBeInViewport();
    for (let n = 0; n < 3; n++) await alice.history.press('PageDown');
    await expect(message(alice, 0)).not.toBeInViewport();
    await alice.history.press('End');
    await expect(message(alice, COUNT - 1)).toBeInViewport();
    await alice.history.press('PageUp');
    await alice.history.press('PageUp');
    await expect(message(alice, COUNT - 1)).not.toBeInViewport();
    await alice.page.getByRole('button', { name: 'Go to the newest message' }).click();
    await expect(message(alice, COUNT - 1)).toBeInViewport();
    expect(hasGap(await loaded(alice))).toBe(false);
  });

  await test.step('older and newer messages can be loaded with buttons', async () => {
    await alice.history.press('Home');
    await expect(message(alice, 0)).toBeInViewport();
    const before = (await loaded(alice)).all.length;
    await alice.page.getByRole('button', { name: 'Show newer messages' }).press('Enter');
    await expect.poll(async () => (await loaded(alice)).all.length).toBeGreaterThan(before);
    await alice.history.press('End');
    await expect(message(alice, COUNT - 1)).toBeInViewport();
    const atEnd = (await loaded(alice)).all.length;
    await alice.page.getByRole('button', { name: 'Show older messages' }).press('Enter');
    await expect.poll(async () => (await loaded(alice)).all.length).toBeGreaterThan(atEnd);
  });

  await test.step('older messages are put above without scrolling', async () => {
    await wheelTo(alice, COUNT - 100, 1_000);
    expect(await becomesStill(alice)).toBe(true);
    const { spacer } = await position(alice);
    expect(spacer).toBeGreaterThan(0);
    const before = (await loaded(alice)).all[0] ?? 0;
    const scrolls = await countScrolls(alice);
    await wheelTo(alice, COUNT - 130, 300);
    expect((await loaded(alice)).all[0]).toBeLessThan(before - 20);
    expect(await scrolls()).toBe(0);
    expect((await position(alice)).spacer).toBeLessThan(spacer);
  });

  await test.step('whoever scrolls beyond what was read sees messages again', async () => {
    for (let n = 0; n < 3; n++) {
      await alice.history.evaluate((element) => element.scrollTo(0, 0));
      await expect.poll(async () => (await loaded(alice)).visible.length).toBeGreaterThan(0);
      expect(await becomesStill(alice)).toBe(true);
      expect((await loaded(alice)).visible.length).toBeGreaterThan(0);
      expect(hasGap(await loaded(alice))).toBe(false);
    }
  });

  await test.step('the visible message stays in place when the window is resized', async () => {
    // Four lines in a narrow window, two in a wide one.
    const early = message(alice, COUNT - 43);
    await wheelTo(alice, COUNT - 43, 500);
    await putAtTop(early);
    await expect(early).toBeInViewport();
    const height = 720;
    await alice.page.setViewportSize({ width: 360, height });
    await expect(alice.page.getByRole('button', { name: 'Back' })).toBeVisible();
    await expect(early).toBeInViewport();
    // Only the end of the message is in view.
    const { top, bottom } = await early.evaluate((text) => ({
      top: text.closest('[role=log]')?.getBoundingClientRect().top ?? 0,
      bottom: text.getBoundingClientRect().bottom,
    }));
    await alice.history.hover();
    await alice.page.mouse.wheel(0, bottom - top - 10);
    await expect.poll(async () => (await early.boundingBox())?.y).toBeLessThan(top);
    await alice.page.setViewportSize({ width: 1_280, height });
    await expect(alice.page.getByRole('button', { name: 'Back' })).toBeHidden();
    await expect(early).toBeInViewport();
    await expect(message(alice, COUNT - 42)).toBeInViewport();
  });

  await test.step('the menu leads to a date', async () => {
    const { page } = alice;
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'Go to date…' }).click();
    const day = new Date(Date.now() - 5 * 86_400_000);
    const [year, month, date] = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
    const field = page.getByLabel('Date', { exact: true });
    await field.fill([year, month, date].map((part) => String(part).padStart(2, '0')).join('-'));
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' }).format(day);
    await expect(alice.history.getByRole('heading', { name: weekday })).toBeInViewport();
    await expect(alice.history.getByRole('article').and(page.locator(':focus'))).toBeInViewport();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('a very high window in the middle of the conversation is filled once', async () => {
    await alice.page.setViewportSize({ width: 1_280, height: 14_000 });
    await alice.history.hover();
    for (let n = 0; n < 2; n++) {
      expect(await becomesStill(alice)).toBe(true);
      await alice.page.mouse.wheel(0, -2_000);
    }
    expect(await becomesStill(alice)).toBe(true);
    const { all, visible } = await loaded(alice);
    expect(visible.length).toBeGreaterThan(100);
    expect(all[0]).toBeLessThan(visible[0] ?? 0);
    expect(all.at(-1)).toBeGreaterThan(visible.at(-1) ?? COUNT);
    await alice.page.setViewportSize({ width: 1_280, height: 720 });
  });

  await test.step('a position far up is kept while another conversation is open', async () => {
    await newStranger('carol');
    await alice.history.press('Home');
    await expect(message(alice, 0)).toBeInViewport();
    await wheelTo(alice, 25, 400);
    const before = await message(alice, 25).boundingBox();
    await alice.openPerson('carol');
    await alice.openConversation('Bob Ünal');
    await expect.poll(() => message(alice, 25).boundingBox()).toEqual(before);
  });

  await test.step('nothing is above the beginning, whichever way leads there', async () => {
    await alice.history.press('Home');
    await expect(message(alice, 0)).toBeInViewport();
    expect(await position(alice)).toEqual({ top: 0, spacer: 0 });
    await wheelTo(alice, 100, 3_000);
    await wheelTo(alice, 0, 1_000);
    await alice.page.mouse.wheel(0, -2_000);
    await expect(alice.history.getByText('Hello', { exact: true })).toBeInViewport();
    await expect.poll(() => position(alice)).toEqual({ top: 0, spacer: 0 });
  });
});

test('messages that arrive or are written while reading far up are not lost', async ({
  alice,
  bob,
}) => {
  await storeMessages(alice);

  await test.step('the pill leads to a message that arrives', async () => {
    // Bob's reply comes after it, and therefore after everything that was stored.
    await alice.send('Are you there?');
    await bob.read('Are you there?');
    await alice.history.press('Home');
    await expect(message(alice, 0)).toBeInViewport();
    const before = await message(alice, 0).boundingBox();
    await bob.send('something new');
    const pill = alice.page.getByRole('button', { name: '1 new message' });
    await expect(pill).toBeVisible();
    expect(await message(alice, 0).boundingBox()).toEqual(before);
    await bob.marks('delivered', 1);
    await pill.click();
    await expect(alice.history.getByText('something new')).toBeInViewport();
    await bob.marks('delivered', 0);
  });

  await test.step('a message that is written is shown', async () => {
    await alice.history.press('Home');
    await expect(message(alice, 0)).toBeInViewport();
    await alice.send('Here I am');
    await expect(alice.history.getByText('Here I am')).toBeInViewport();
    await bob.read('Here I am');
    expect(hasGap(await loaded(alice))).toBe(false);
  });
});
