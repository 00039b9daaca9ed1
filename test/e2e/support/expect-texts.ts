import { expect } from '@playwright/test';
import type { Person } from './people.ts';

/** Someone sees exactly these messages of a speaker, each once, in this order, to the letter. */
export async function expectTexts(
  person: Person,
  speaker: string,
  texts: readonly string[],
): Promise<void> {
  await expect(person.messagesOf(speaker)).toHaveCount(texts.length);
  expect(await person.messagesOf(speaker).allTextContents()).toEqual(texts);
}
