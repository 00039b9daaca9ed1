import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Opens what the files of tests of this run share: the pool of sealing keys (src/crypto/testing/sealing-keys.ts), unless
 * the program that started Jest has opened one for several runs, and bundles of programs (test/support/pods/bundle.ts).
 */
export default async function openRun() {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-run-'));
  globalThis.liveChatRun = folder;
  process.env['LIVE_CHAT_TEST_KEYS'] ||= folder;
  process.env['LIVE_CHAT_TEST_BUNDLES'] = folder;
}
