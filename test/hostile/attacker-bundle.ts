import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** The attackers as one file, which starts several times as fast as its sources. */
export async function bundleAttacker(): Promise<string> {
  const outfile = join(await mkdtemp(join(tmpdir(), 'live-chat-attacker-')), 'attacker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('attacker.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return outfile;
}
