import type { CDPSession } from '@playwright/test';
import { expect, test } from './support/fixture.ts';

/** A key that an input method handles. */
async function pressTaken(keyboard: CDPSession, key: string): Promise<void> {
  const event = { key, code: key, windowsVirtualKeyCode: 229 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
}

test('keys of an input method neither send a message nor close the conversation', async ({
  alice,
  bob,
}) => {
  const { page } = alice;
  const keyboard = await page.context().newCDPSession(page);
  const compose = (text: string): Promise<unknown> =>
    keyboard.send('Input.imeSetComposition', { text, selectionStart: 2, selectionEnd: 2 });

  await test.step('while a word is composed, as in Chromium', async () => {
    await alice.composer.focus();
    await compose('にほ');
    await pressTaken(keyboard, 'Enter');
    await pressTaken(keyboard, 'Escape');
    await expect(alice.composer).toHaveValue('にほ');
    await page.keyboard.insertText('日本');
    await expect(alice.composer).toHaveValue('日本');
  });

  await test.step('after a word was composed, as in Safari', async () => {
    await pressTaken(keyboard, 'Enter');
    await pressTaken(keyboard, 'Escape');
    await expect(alice.composer).toHaveValue('日本');
    await page.keyboard.insertText('語');
    await page.keyboard.press('Enter');
    await bob.texts(['日本語']);
  });
});
