import { strings } from '../strings/catalogue.ts';
import { collectAssets } from './assets.ts';
import { bundle } from './bundle.ts';
import { readPage } from './includes.ts';
import { addIntegrity } from './integrity.ts';
import { embedStrings, fillHtml, fillJson, type Labels } from './labels.ts';
import { addPreloads, findReferences, rewriteReferences } from './markup.ts';
import { type WrittenFile, writePage } from './output.ts';
import { PAGE_LABELS } from './page-labels.ts';

export interface PageBuild {
  /** The folder with index.html and everything it references. */
  readonly source: string;
  /** The folder that will be served. */
  readonly out: string;
  /** The text of the HTML and of the manifest. */
  readonly labels?: Labels;
}

const BUNDLED = /\.(?:ts|js|css)$/;

/**
 * Builds the page: bundles what index.html names, gives every file a name that contains its hash,
 * adds the hashes of scripts and styles to the HTML, compresses everything, and writes it to `out`.
 * The same sources produce the same bytes anywhere.
 * @throws BuildError
 */
export async function buildPage({
  source,
  out,
  labels = PAGE_LABELS,
}: PageBuild): Promise<WrittenFile[]> {
  const html = embedStrings(fillHtml(await readPage(source), labels), strings);
  const paths = findReferences(html).map(({ path }) => path);
  const { files, entries, chunks } = await bundle(
    source,
    paths.filter((path) => BUNDLED.test(path)),
  );
  const assets = new Map(files);
  const names = new Map(entries);
  for (const path of paths.filter((path) => !BUNDLED.test(path))) {
    const collected = await collectAssets(source, path, (json) => fillJson(json, labels));
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
