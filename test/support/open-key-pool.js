import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Opens the pool of sealing keys of this run (src/crypto/testing/sealing-keys.ts). */
export default async function openKeyPool() {
  process.env['LIVE_CHAT_TEST_KEYS'] = await mkdtemp(join(tmpdir(), 'live-chat-keys-'));
}
