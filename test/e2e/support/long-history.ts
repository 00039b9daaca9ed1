import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  REQUEST_MAX_TEXTS,
  REQUESTS_WAITING_MAX,
  STRANGERS_REMEMBERED,
} from '../../../src/protocol/limits.ts';
import type { Person } from './people.ts';

const ENTRY = fileURLToPath(new URL('./store-messages.ts', import.meta.url));

/**
 * Adds a number of messages to a person's only conversation, and opens it again. Their texts begin
 * with `message 0` and so on.
 */
export async function storeLongHistory(person: Person, peer: string, count: number): Promise<void> {
  await runInPlaceOfChat(person, `history.storeMessages(${count})`);
  await person.openConversation(peer);
  await person.history.getByText(`message ${count - 1}`).waitFor();
}

/** Adds conversations with so many messages each to a person's only one. */
export async function storeManyConversations(
  person: Person,
  conversations: number,
  count: number,
): Promise<void> {
  await runInPlaceOfChat(person, `history.storeConversations(${conversations}, ${count})`);
  await person.row('Conversations', `person ${conversations - 1}`).waitFor();
}

/** Adds as many strangers as are ever stored, with and without a request. */
export async function storeManyStrangers(person: Person): Promise<void> {
  const counts = [REQUESTS_WAITING_MAX, REQUEST_MAX_TEXTS, STRANGERS_REMEMBERED];
  await runInPlaceOfChat(person, `history.storeStrangers(${counts})`);
}

/** Runs an expression about store-messages.ts, and opens the chat again. */
async function runInPlaceOfChat({ page }: Person, expression: string): Promise<void> {
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
  await page.evaluate(`${outputFiles[0]?.text}; ${expression}`);
  await page.goto(origin);
}
