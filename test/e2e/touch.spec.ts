import type { Locator } from '@playwright/test';
import { expectPictures, pictures, sendFiles } from './support/file-messages.ts';
import { type Arrival, expect, type Pair, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';
import { picture } from './support/pictures.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const prepare = ({ page }: Person): Promise<void> => page.clock.install();

interface Finger {
  /** Moves it so many CSS pixels to the right of where it was put down. */
  readonly move: (right: number) => Promise<unknown>;
  readonly lift: () => Promise<unknown>;
}

/** Puts a finger on a message. */
async function touch(person: Person, message: Locator): Promise<Finger> {
  const box = await message.boundingBox();
  if (box === null) throw new TypeError('the message is not visible');
  const session = await person.page.context().newCDPSession(person.page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', right = 0): Promise<unknown> =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: x + right, y }],
    });
  await send('touchStart');
  return {
    move: (right) => send('touchMove', right),
    lift: () => send('touchEnd'),
  };
}

/**
 * Swipes to the right on a message. The page's clock stands still meanwhile: on a busy machine the finger
 * may rest long enough for a long press.
 */
async function swipe(person: Person, message: Locator, path: readonly number[]): Promise<void> {
  await person.page.clock.pauseAt(await person.page.evaluate(() => Date.now() + 1000));
  const finger = await touch(person, message);
  for (const right of path) await finger.move(right);
  await finger.lift();
  await person.page.clock.resume();
}

/** `alice`, and `bob` with a phone, who has accepted her message 'first'. */
async function pairOnPhone(newPerson: (arrival?: Arrival) => Promise<Person>): Promise<Pair> {
  const [alice, bob] = [await newPerson(), await newPerson({ ...PHONE, prepare })];
  await alice.signIn('alice');
  await bob.signIn('bob');
  await alice.openPerson('bob');
  await alice.send('first');
  await bob.accept('alice');
  return { alice, bob };
}

/** A short way is no swipe. */
async function expectSwipeAnswers(person: Person, message: Locator): Promise<void> {
  const replying = person.page.getByText('Replying to alice');
  await swipe(person, message, [30]);
  await expect(replying).toBeHidden();
  await swipe(person, message, [20, 50, 90]);
  await expect(replying).toBeVisible();
}

const quoteIn = (person: Person, answer: string, name: string): Locator =>
  person.history.getByRole('article').filter({ hasText: answer }).getByRole('button', { name });

test('a long press opens the options of a message, and a swipe answers a message or a picture', async ({
  newPerson,
}) => {
  const { alice, bob } = await pairOnPhone(newPerson);
  await alice.marks('Read').waitFor();

  await test.step('a long press opens the options of a message, and a swipe answers it', async () => {
    const message = bob.messagesOf('alice').filter({ hasText: 'first' });
    const press = await touch(bob, message);
    const menu = bob.page.getByRole('dialog', { name: 'Message options' });
    await expect(menu).toBeVisible();
    await press.lift();
    await bob.page.keyboard.press('Escape');
    await expect(menu).toBeHidden();

    await expectSwipeAnswers(bob, message);
    await expect(menu).toBeHidden();
    await bob.send('an answer');
    await expect(quoteIn(alice, 'an answer', 'You first')).toBeVisible();
  });

  await test.step('a swipe on a picture answers it, and does not open it', async () => {
    await sendFiles(alice, [await picture(alice.page, 'cat.jpg')]);
    await expectPictures(bob, 1);
    await expectSwipeAnswers(bob, pictures(bob));
    await expect(bob.page.getByRole('dialog')).toHaveCount(0);
    await bob.send('another answer');
    await expect(quoteIn(alice, 'another answer', 'You Photo')).toBeVisible();
  });
});
