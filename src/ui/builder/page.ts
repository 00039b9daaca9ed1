import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectAssets } from './assets.ts';
import { BuildError } from './build-error.ts';
import { bundle } from './bundle.ts';
import { addIntegrity } from './integrity.ts';
import { addPreloads, findReferences, rewriteReferences } from './markup.ts';
import { type WrittenFile, writePage } from './output.ts';

export interface PageBuild {
  /** The folder that holds index.html and all it names. */
  readonly source: string;
  /** The folder that will be served. */
  readonly out: string;
}

const BUNDLED = /\.(?:ts|js|css)$/;

async function readIndex(source: string): Promise<string> {
  try {
    return await readFile(join(source, 'index.html'), 'utf8');
  } catch (cause) {
    throw new BuildError(`There is no index.html in ${source}.`, { cause });
  }
}

/**
 * Builds the page: bundles what index.html names, gives every file a name that changes with its
 * bytes, has the HTML say what its scripts and styles hash to, compresses it, and writes it all to
 * `out`. The same sources make the same bytes anywhere.
 * @throws BuildError
 */
export async function buildPage({ source, out }: PageBuild): Promise<WrittenFile[]> {
  const html = await readIndex(source);
  const paths = findReferences(html).map(({ path }) => path);
  const { files, entries, chunks } = await bundle(
    source,
    paths.filter((path) => BUNDLED.test(path)),
  );
  const assets = new Map(files);
  const names = new Map(entries);
  for (const path of paths.filter((path) => !BUNDLED.test(path))) {
    const collected = await collectAssets(source, path);
    for (const { file, bytes } of collected) assets.set(file, bytes);
    names.set(path, collected[0]?.file ?? path);
  }
  const preloads = new Set(paths.flatMap((path) => chunks.get(path) ?? []));
  const page = addPreloads(
    rewriteReferences(html, (path) => `/${names.get(path) ?? path}`),
    [...preloads].map((chunk) => `/${chunk}`),
  );
  return writePage(out, addIntegrity(page, assets), assets);
}
