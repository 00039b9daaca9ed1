import { rm } from 'node:fs/promises';

/** Deletes the pool of sealing keys of this run. */
export default async function closeKeyPool() {
  await rm(process.env['LIVE_CHAT_TEST_KEYS'], { recursive: true });
}
