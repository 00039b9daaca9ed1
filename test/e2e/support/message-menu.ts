import { expect, type Locator } from '@playwright/test';
import type { Person } from './people.ts';

/** The article of a message in the open conversation; what it quotes does not count. */
export const message = (person: Person, text: string | RegExp): Locator =>
  person.history
    .getByRole('article')
    .filter({ has: person.page.getByRole('paragraph').filter({ hasText: text }) });

/** Opens the options of a message with its button. */
export async function openOptions(person: Person, text: string | RegExp): Promise<Locator> {
  await message(person, text).hover();
  await message(person, text).getByRole('button', { name: 'Message options' }).click();
  const menu = person.page.getByRole('dialog', { name: 'Message options' });
  await expect(menu).toBeVisible();
  return menu;
}

/** Chooses an option of a message. */
export async function choose(person: Person, text: string | RegExp, option: string): Promise<void> {
  await (await openOptions(person, text)).getByRole('button', { name: option }).click();
}
