import { rm } from 'node:fs/promises';

/** Deletes what this run has shared. */
export default async function closeRun() {
  if (process.env['LIVE_CHAT_TEST_KEYS'] === globalThis.liveChatRun) {
    delete process.env['LIVE_CHAT_TEST_KEYS'];
  }
  await rm(globalThis.liveChatRun, { recursive: true });
}
