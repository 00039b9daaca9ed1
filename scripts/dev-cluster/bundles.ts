import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from '../../src/ui/builder/page.ts';
import { BUILT_PAGE, PAGE_SOURCE } from '../../src/ui/builder/paths.ts';

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** CommonJS dependencies load Node's own modules with `require`, which ES modules do not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles of a cluster's processes, as in images: they start several times as fast as sources. */
export interface Bundles {
  readonly backend: string;
  readonly ui: string;
}

/** Bundles relay and page server, and builds the page, into a folder. */
export async function makeBundles(folder: string): Promise<Bundles> {
  await build({
    entryPoints: { backend: path('src/backend/main.ts'), ui: path('src/ui/main.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['*/builder/page.ts', '*/builder/paths.ts'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  // Only what has changed since the last build is compressed. The page server looks for it beside its own file.
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  await cp(BUILT_PAGE, `${folder}/page`, { recursive: true });
  return { backend: `${folder}/backend.mjs`, ui: `${folder}/ui.mjs` };
}
