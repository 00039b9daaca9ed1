import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixture.ts';
import type { Person } from './support/people.ts';

test.skip(({ browserName }) => browserName !== 'chromium', 'only Chromium has a fake microphone');

const record = ({ page }: Person): Locator =>
  page.getByRole('button', { name: 'Record a voice message' });
const recording = ({ page }: Person): Locator => page.getByRole('group', { name: 'Voice message' });
const position = ({ history }: Person): Locator =>
  history.getByRole('slider', { name: 'Position in the voice message' });

test('a voice message is recorded, deleted or sent, and played and sought on the other side', async ({
  pair: { alice, bob },
}) => {
  await test.step('a recording can be deleted before it is sent', async () => {
    await record(alice).click();
    await expect(recording(alice).getByRole('timer')).toHaveText(/^0:\d[1-9]$/);
    await recording(alice).getByRole('button', { name: 'Delete recording' }).click();
    await expect(recording(alice)).toHaveCount(0);
    await expect(alice.composer).toBeFocused();
    await expect(position(alice)).toHaveCount(0);
  });

  await test.step('it is recorded, played and sought on the other side', async () => {
    await record(alice).click();
    await expect(recording(alice).getByRole('timer')).toHaveText(/^0:(?:0[4-9]|[1-5]\d)$/);
    await recording(alice).getByRole('button', { name: 'Send voice message' }).click();
    await expect(recording(alice)).toHaveCount(0);
    await expect(position(bob)).toHaveAttribute('aria-valuetext', /^0:00 of 0:(?:0[4-9]|[1-5]\d)$/);
    await bob.history.getByRole('button', { name: 'Play voice message' }).click();
    await expect(bob.history.getByRole('button', { name: 'Pause voice message' })).toBeVisible();
    await expect(position(bob)).toHaveAttribute('aria-valuetext', /^0:0[1-9]/);
    // It plays to its end.
    await expect(bob.history.getByRole('button', { name: 'Play voice message' })).toBeVisible();
    await position(bob).fill('3');
    await expect(position(bob)).toHaveAttribute('aria-valuetext', /^0:03/);
    await bob.history.getByRole('button', { name: 'Play voice message' }).click();
    // It goes on from there: the beginning is not heard again.
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        const text = (await position(bob).getAttribute('aria-valuetext')) ?? '';
        seen.add(text.slice(0, 4));
        return text;
      })
      .toMatch(/^0:0[4-9]|^0:00/);
    expect([...seen]).not.toContain('0:01');
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
