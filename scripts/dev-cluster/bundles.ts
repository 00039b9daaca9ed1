import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from '../../src/ui/builder/page.ts';
import { PAGE_SOURCE } from '../../src/ui/builder/paths.ts';

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** Dependencies in CommonJS ask for Node's own modules by a `require` that modules do not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** What the processes of a cluster run, as images hold it: bundles start several times as fast as sources. */
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
  // The page's server looks for it beside its own file.
  await buildPage({ source: PAGE_SOURCE, out: `${folder}/page` });
  return { backend: `${folder}/backend.mjs`, ui: `${folder}/ui.mjs` };
}
