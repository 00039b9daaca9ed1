import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Opens the pool of sealing keys of this run (src/crypto/testing/sealing-keys.ts), unless the
 * program that started Jest has opened one for several runs.
 */
export default async function openKeyPool() {
  if (process.env['LIVE_CHAT_TEST_KEYS'] !== undefined) return;
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-keys-'));
  process.env['LIVE_CHAT_TEST_KEYS'] = folder;
  globalThis.liveChatKeyPool = folder;
}
