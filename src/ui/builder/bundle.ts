import { relative } from 'node:path';
import {
  type BuildFailure,
  type BuildResult,
  build,
  formatMessages,
  type Metafile,
  type Plugin,
} from 'esbuild';
import { BuildError } from './build-error.ts';
import { SMALLER_ALPINE } from './smaller-alpine.ts';
import { WITHOUT_HELPERS } from './without-helpers.ts';

/** What the encryption needs (docs/protocol.md). Older browsers only get as far as the self-test. */
export const BROWSERS = ['chrome137', 'firefox136', 'safari17'];
/** Socket.IO's client includes a parser that the page does not use: saves 2 KB. */
const UNUSED_PARSER = { 'socket.io-parser': 'socket.io-msgpack-parser' };
/** Names of properties that only Alpine uses, on elements; it never composes them. Saves 0.4 KB. */
const ALPINES_OWN = /^_x_/;
/** The client does not use the WebTransport transport: saves 1 KB. */
const WITHOUT_WEB_TRANSPORT: Plugin = {
  name: 'without-web-transport',
  setup: ({ onLoad }) => {
    const filter = /engine\.io-client\/build\/esm\/transports\/webtransport\.js$/;
    onLoad({ filter }, () => ({ contents: 'export class WT {}' }));
  },
};
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
  /** The chunks that each entry imports, directly or indirectly, but not lazily. */
  readonly chunks: ReadonlyMap<string, readonly string[]>;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** Hashed paths are relative to the source, so that every folder yields the same names. */
async function runEsbuild(source: string, entries: readonly string[]) {
  try {
    return await build({
      absWorkingDir: source,
      // Hashes also contain the real paths of packages: a linked node_modules must yield the same names.
      preserveSymlinks: true,
      entryPoints: [...entries],
      outdir: OUTPUT,
      entryNames: HASHED,
      chunkNames: HASHED,
      assetNames: HASHED,
      publicPath: '/',
      alias: UNUSED_PARSER,
      plugins: [WITHOUT_WEB_TRANSPORT, STRINGS_FROM_HTML, SMALLER_ALPINE, WITHOUT_HELPERS],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: BROWSERS,
      minify: true,
      mangleProps: ALPINES_OWN,
      charset: 'utf8',
      legalComments: 'external',
      loader: { '.svg': 'file', '.png': 'file', '.webp': 'file' },
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const lines = await formatMessages(error.errors, { kind: 'error' });
    throw new BuildError(`The page cannot be built.\n${lines.join('').trimEnd()}`);
  }
}

const publicPath = (output: string): string => output.slice(OUTPUT.length + 1);

function eagerChunks(outputs: Metafile['outputs'], output: string, seen = new Set<string>()) {
  for (const { path, kind } of outputs[output]?.imports ?? []) {
    if (kind !== 'import-statement' || seen.has(path)) continue;
    seen.add(path);
    eagerChunks(outputs, path, seen);
  }
  return seen;
}

function toBundle(source: string, result: BuildResult<{ metafile: true; write: false }>): Bundle {
  const { outputs } = result.metafile;
  const made = Object.entries(outputs).flatMap(([output, { entryPoint }]) =>
    entryPoint === undefined ? [] : [{ output, entryPoint }],
  );
  return {
    files: new Map(
      result.outputFiles.map((file) => [
        publicPath(relative(source, file.path).replaceAll('\\', '/')),
        file.contents,
      ]),
    ),
    entries: new Map(made.map(({ output, entryPoint }) => [entryPoint, publicPath(output)])),
    chunks: new Map(
      made.map(({ output, entryPoint }) => [
        entryPoint,
        [...eagerChunks(outputs, output)].map(publicPath),
      ]),
    ),
  };
}

/**
 * Bundles scripts and style sheets for the browser, in memory, with hashed names.
 * @param entries paths relative to `source`
 * @throws BuildError with esbuild's messages
 */
export async function bundle(source: string, entries: readonly string[]): Promise<Bundle> {
  return toBundle(source, await runEsbuild(source, entries));
}
