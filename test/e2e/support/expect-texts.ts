import { expect } from '@playwright/test';
import type { Person } from './people.ts';

/**
 * Expects a person to see exactly these messages of an author, each once, in this order, verbatim.
 */
export async function expectTexts(
  person: Person,
  speaker: string,
  texts: readonly string[],
): Promise<void> {
  await expect(person.messagesOf(speaker)).toHaveCount(texts.length);
  expect(await person.messagesOf(speaker).allTextContents()).toEqual(texts);
}
