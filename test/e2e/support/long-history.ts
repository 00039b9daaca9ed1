import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Person } from './people.ts';

const ENTRY = fileURLToPath(new URL('./store-messages.ts', import.meta.url));

/**
 * Adds a number of messages to a person's only conversation, and opens it again. Their texts begin
 * with `message 0` and so on.
 */
export async function storeLongHistory(person: Person, peer: string, count: number): Promise<void> {
  const { page } = person;
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'history',
    target: 'es2023',
  });
  const { origin } = new URL(page.url());
  // The same origin, without the chat. This page takes over the storage.
  await page.goto(`${origin}/nothing-is-here`);
  await page.evaluate(`${outputFiles[0]?.text}; history.storeMessages(${count})`);
  await page.goto(origin);
  await person.openConversation(peer);
  await person.history.getByText(`message ${count - 1}`).waitFor();
}
