import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** A finger on a message, which moves by so many CSS pixels. */
async function touch(person: Person, message: Locator) {
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
    move: (right: number) => send('touchMove', right),
    lift: () => send('touchEnd'),
  };
}

test('a long press opens the options of a message, and a swipe answers it', async ({
  newPerson,
}) => {
  const [alice, bob] = [await newPerson(), await newPerson(PHONE)];
  await alice.signIn('alice');
  await bob.signIn('bob');
  await alice.openPerson('bob');
  await alice.send('first');
  await bob.accept('alice');
  const message = bob.messagesOf('alice').filter({ hasText: 'first' });
  const press = await touch(bob, message);
  const menu = bob.page.getByRole('dialog', { name: 'Message options' });
  await expect(menu).toBeVisible();
  await press.lift();
  await bob.page.keyboard.press('Escape');
  await expect(menu).toBeHidden();

  const replying = bob.page.getByText('Replying to alice');
  const short = await touch(bob, message);
  await short.move(30);
  await short.lift();
  const swipe = await touch(bob, message);
  await expect(replying).toBeHidden();
  for (const right of [20, 50, 90]) await swipe.move(right);
  await swipe.lift();
  await expect(replying).toBeVisible();
  await expect(menu).toBeHidden();
  await bob.send('an answer');
  await expect(
    alice.history.getByRole('article').filter({ hasText: 'an answer' }).getByRole('button', {
      name: 'You first',
    }),
  ).toBeVisible();
});
