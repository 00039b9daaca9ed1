import { rm } from 'node:fs/promises';

/** Deletes the pool of sealing keys that this run has opened. */
export default async function closeKeyPool() {
  if (globalThis.liveChatKeyPool === undefined) return;
  await rm(globalThis.liveChatKeyPool, { recursive: true });
}
