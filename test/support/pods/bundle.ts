import { existsSync } from 'node:fs';
import { mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** The path of an entry, which is given from the root of the repository. */
export const entryPath = (entry: string): string =>
  fileURLToPath(new URL(`../../../${entry}`, import.meta.url));

/** The relay itself. */
const RELAY = entryPath('src/backend/main.ts');
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const bundled = new Map<string, Promise<string>>();

/**
 * The relay, or another entry, as its image holds it: one file, which starts several times as fast as its sources.
 * Each is bundled once in a run of Jest (test/support/jest/open-run.js), and elsewhere once in a process.
 */
export function bundleProgram(entry = RELAY): Promise<string> {
  const outfile = bundled.get(entry) ?? bundle(entry);
  bundled.set(entry, outfile);
  return outfile;
}

async function bundle(entry: string): Promise<string> {
  const shared = process.env['LIVE_CHAT_TEST_BUNDLES'];
  const folder = shared ?? (await mkdtemp(join(tmpdir(), 'live-chat-pod-')));
  const outfile = join(folder, `${basename(dirname(entry))}-${basename(entry, '.ts')}.mjs`);
  if (existsSync(outfile)) return outfile;
  // Another worker may bundle the same now.
  const draft = `${outfile}.${process.pid}`;
  await bundleInto(draft, entry);
  await rename(draft, outfile);
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
