import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '../../../src/ui/builder/page.ts';
import { PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';

/**
 * The page that this checkout builds: bytes by address.
 * @throws BuildError
 */
export async function buildCheckout(): Promise<ReadonlyMap<string, Uint8Array>> {
  const out = await mkdtemp(join(tmpdir(), 'live-chat-digests-'));
  try {
    const written = await buildPage({ source: PAGE_SOURCE, out });
    const files = written.map(async ({ file }) => {
      const address = file === 'index.html' ? '/' : `/${file}`;
      return [address, await readFile(join(out, file))] as const;
    });
    return new Map(await Promise.all(files));
  } finally {
    await rm(out, { recursive: true });
  }
}
