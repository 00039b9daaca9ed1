import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from '../../../src/ui/builder/page.ts';
import { PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';

/** What has an image of its own: the folder below src/ that holds its main.ts and its Dockerfile. */
const COMPONENTS = ['backend', 'ui'] as const;
type Component = (typeof COMPONENTS)[number];

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** Dependencies in CommonJS ask for Node's own modules by a `require` that modules do not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * One file with all that a process needs, and no source map. What builds the page stays out: an
 * image holds the page built.
 */
async function bundleEntry(component: Component): Promise<void> {
  await build({
    entryPoints: [path(`src/${component}/main.ts`)],
    outfile: path(`dist/image/${component}/main.mjs`),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    external: ['*/builder/page.ts', '*/builder/paths.ts'],
    banner: { js: REQUIRE },
    legalComments: 'inline',
    logLevel: 'warning',
  });
}

/** `tsx scripts/release/images/bundle.ts COMPONENT`: writes what the component's image holds to dist/image/. */
async function main(name: string | undefined): Promise<void> {
  const component = COMPONENTS.find((known) => known === name);
  if (component === undefined) {
    throw new RangeError(`Name one of ${COMPONENTS.join(', ')}, not ${name ?? 'nothing'}.`);
  }
  await bundleEntry(component);
  if (component === 'ui') {
    await buildPage({ source: PAGE_SOURCE, out: path('dist/image/ui/page') });
  }
}

await main(process.argv[2]);
