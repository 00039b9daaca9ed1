import { relative } from 'node:path';
import {
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  build,
  formatMessages,
  type Plugin,
} from 'esbuild';
import { BuildError } from './build-error.ts';
import { EMOJI_DATA } from './emoji-data.ts';
import { findLazyScripts, findShared, type LazyScripts, readExports } from './lazy-scripts.ts';
import { packageFolders } from './licences.ts';
import { exportTo, importedNames, importFrom } from './main-script.ts';
import { SMALLER_ALPINE } from './smaller-alpine.ts';
import { SMALLER_ENGINE } from './smaller-engine.ts';

/** What the encryption needs (docs/protocol.md). Older browsers only get as far as the self-test. */
export const BROWSERS = ['chrome137', 'firefox136', 'safari17'];
/** Socket.IO's client includes a parser that the page does not use: saves 2 KB. */
const UNUSED_PARSER = { 'socket.io-parser': 'socket.io-msgpack-parser' };
/** The text of components is data in the HTML (labels.ts), not part of a script. */
const STRINGS_FROM_HTML: Plugin = {
  name: 'strings-from-html',
  setup: ({ onLoad }) => {
    const filter = /\/strings\/catalogue\.ts$/;
    const contents = `export const strings = JSON.parse(document.getElementById('strings').textContent)`;
    onLoad({ filter }, () => ({ contents }));
  },
};
const OUTPUT = 'out';
const HASHED = 'assets/[name]-[hash]';

export interface Bundle {
  /** All output, by path below the page's root. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The output file of each entry. */
  readonly entries: ReadonlyMap<string, string>;
  /** The script that others import by the name `main`, which the page has to map to it. */
  readonly main: string | undefined;
  /** The folders of the packages that the output contains parts of. */
  readonly packages: readonly string[];
}

type Result = BuildResult<{ metafile: true; write: false }>;

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** Hashed paths are relative to the source, so that every folder yields the same names. */
const optionsOf = (source: string): BuildOptions & { metafile: true; write: false } => ({
  absWorkingDir: source,
  // Hashes also contain the real paths of packages: a linked node_modules must yield the same names.
  preserveSymlinks: true,
  outdir: OUTPUT,
  entryNames: HASHED,
  chunkNames: HASHED,
  assetNames: HASHED,
  publicPath: '/',
  alias: UNUSED_PARSER,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: BROWSERS,
  minify: true,
  charset: 'utf8',
  legalComments: 'external',
  loader: { '.svg': 'file', '.png': 'file', '.webp': 'file' },
  metafile: true,
  write: false,
  logLevel: 'silent',
});

function run(source: string, entryPoints: readonly string[], plugins: Plugin[] = []) {
  const all = [...plugins, EMOJI_DATA, SMALLER_ENGINE, STRINGS_FROM_HTML, SMALLER_ALPINE];
  return build({ ...optionsOf(source), entryPoints: [...entryPoints], plugins: all });
}

const publicPath = (output: string): string => output.slice(OUTPUT.length + 1);

function entriesOf({ metafile }: Result): Map<string, string> {
  const made = Object.entries(metafile.outputs);
  return new Map(
    made.flatMap(([output, { entryPoint }]) =>
      entryPoint === undefined ? [] : [[entryPoint, publicPath(output)] as const],
    ),
  );
}

function toBundle(source: string, results: readonly Result[], main?: string): Bundle {
  const entries = new Map(results.flatMap((result) => [...entriesOf(result)]));
  const files = results.flatMap(({ outputFiles }) =>
    outputFiles.map(
      ({ path, contents }) =>
        [publicPath(relative(source, path).replaceAll('\\', '/')), contents] as const,
    ),
  );
  const outputs = results.flatMap(({ metafile }) => Object.values(metafile.outputs));
  const packages = packageFolders(
    source,
    outputs.flatMap(({ inputs }) => Object.keys(inputs)),
  );
  return { files: new Map(files), entries, main: main && entries.get(main), packages };
}

async function bundleWithMain(
  source: string,
  entries: readonly string[],
  whole: Result,
  { main, lazy }: LazyScripts,
): Promise<Bundle> {
  const names = new Map([...entries, ...lazy].map((entry) => [entry, entry]));
  const alone = await run(source, [main], [exportTo(source, main, [], names)]);
  const shared = findShared(whole.metafile, alone.metafile, lazy);
  const exported = await readExports(source, shared);
  const others = await run(
    source,
    entries.filter((entry) => entry !== main),
  );
  const loaded = await run(source, lazy, [importFrom(source, exported, entriesOf(others))]);
  const addresses = new Map([others, loaded].flatMap((result) => [...entriesOf(result)]));
  const used = importedNames(exported, loaded.outputFiles);
  const page = await run(source, [main], [exportTo(source, main, used, addresses)]);
  return toBundle(source, [others, loaded, page], main);
}

/**
 * Bundles scripts and style sheets for the browser, in memory, with hashed names. The entry that loads others
 * lazily stays one script, from which they import what both use.
 * @param entries paths relative to `source`
 * @throws BuildError with esbuild's messages
 */
export async function bundle(source: string, entries: readonly string[]): Promise<Bundle> {
  try {
    const whole = await run(source, entries);
    const scripts = findLazyScripts(whole.metafile, entries);
    if (scripts === undefined) return toBundle(source, [whole]);
    return await bundleWithMain(source, entries, whole, scripts);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const lines = await formatMessages(error.errors, { kind: 'error' });
    throw new BuildError(`The page cannot be built.\n${lines.join('').trimEnd()}`);
  }
}
