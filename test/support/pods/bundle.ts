import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** The relay itself. */
const RELAY = fileURLToPath(new URL('../../../src/backend/main.ts', import.meta.url));
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const bundled = new Map<string, Promise<string>>();

/**
 * The relay, or another entry, as its image holds it: one file, which starts several times as fast as its sources.
 * Each is bundled once in a file of tests.
 */
export function bundleProgram(entry = RELAY): Promise<string> {
  const outfile = bundled.get(entry) ?? bundle(entry);
  bundled.set(entry, outfile);
  return outfile;
}

async function bundle(entry: string): Promise<string> {
  const outfile = join(await mkdtemp(join(tmpdir(), 'live-chat-pod-')), 'main.mjs');
  await bundleInto(outfile, entry);
  return outfile;
}

/** Bundles the relay, or another entry, into a file, perhaps with changes. */
export async function bundleInto(
  outfile: string,
  entry = RELAY,
  plugins: Plugin[] = [],
): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    plugins,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
}
