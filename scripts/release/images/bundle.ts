import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from '../../../src/ui/builder/page.ts';
import { PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';

/** A component with its own image: the folder below src/ with its main.ts and Dockerfile. */
const COMPONENTS = ['backend', 'ui'] as const;
type Component = (typeof COMPONENTS)[number];

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** CommonJS dependencies load Node's own modules with `require`, which ES modules do not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * One file with everything that a process needs, without a source map. It leaves out the page's
 * builder: an image contains the built page.
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

/**
 * `tsx scripts/release/images/bundle.ts COMPONENT`: writes the contents of the component's image to
 * dist/image/.
 */
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
