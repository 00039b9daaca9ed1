import { LANGUAGES, type Language, pageFile } from '../strings/languages.ts';
import { type Asset, collectAssets, hashedName } from './assets.ts';
import { BROWSERS, bundle } from './bundle.ts';
import { readPage } from './includes.ts';
import { addImportMap } from './integrity.ts';
import { embedStrings, fillHtml, fillJson } from './labels.ts';
import { LICENCES, licencesOf } from './licences.ts';
import { findReferences, rewriteReferences } from './markup.ts';
import { type WrittenFile, writePage } from './output.ts';
import { labelsOf, stringsOf } from './page-labels.ts';
import { buildServiceWorker, hasServiceWorker, SERVICE_WORKER } from './service-worker.ts';

export interface PageSource {
  /** The folder with index.html and everything it references. */
  readonly source: string;
  readonly languages?: readonly Language[];
}

export interface PageBuild extends PageSource {
  /** The folder that will be served. */
  readonly out: string;
}

/** The files of a page by path below its root. */
export interface AssembledPage {
  /** The HTML of each language and the service worker, whose names have no hash. */
  readonly documents: ReadonlyMap<string, string>;
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

/** The file of the licences, if the page references it. */
async function writeLicences(paths: readonly string[], packages: readonly string[]) {
  if (!paths.includes(LICENCES)) return undefined;
  const bytes = Buffer.from(await licencesOf(packages));
  return [{ file: hashedName(LICENCES, bytes), bytes }] satisfies Asset[];
}

const BUNDLED = /\.(?:ts|js|css)$/;

/**
 * Assembles the page in memory, once in each language: bundles what index.html names, gives every file a
 * name that contains its hash, and adds the hashes of scripts and styles to the HTML. The same sources
 * produce the same bytes anywhere. Languages share all scripts and styles.
 * @throws BuildError
 */
export async function assemblePage({
  source,
  languages = LANGUAGES,
}: PageSource): Promise<AssembledPage> {
  const template = await readPage(source);
  const paths = findReferences(template).map(({ path }) => path);
  const bundled = await bundle(
    source,
    paths.filter((path) => BUNDLED.test(path)),
  );
  const licences = await writeLicences(paths, bundled.packages);
  const assets = new Map(bundled.files);
  const pages = new Map<string, string>();
  for (const language of languages) {
    const labels = labelsOf(language);
    const names = new Map(bundled.entries);
    for (const path of paths.filter((path) => !BUNDLED.test(path))) {
      const collected =
        (path === LICENCES ? licences : undefined) ??
        (await collectAssets(source, path, (json) => fillJson(json, labels)));
      for (const { file, bytes } of collected) assets.set(file, bytes);
      names.set(path, collected[0]?.file ?? path);
    }
    const html = rewriteReferences(template, (path) => `/${names.get(path) ?? path}`);
    pages.set(pageFile(language), embedStrings(fillHtml(html, labels), stringsOf(language)));
  }
  const worker = await hasServiceWorker(source);
  const workers = worker ? [`/${SERVICE_WORKER}`] : [];
  const documents = new Map(
    [...pages].map(([file, html]) => [
      file,
      addImportMap(html, { files: assets, workers, main: bundled.main }),
    ]),
  );
  if (worker) {
    const files = new Map<string, Uint8Array | string>([...documents, ...assets]);
    documents.set(SERVICE_WORKER, await buildServiceWorker(source, files, languages, BROWSERS));
  }
  return { documents, assets };
}

/**
 * Assembles the page, compresses every file, and writes them to `out`.
 * @throws BuildError
 */
export async function buildPage({ out, ...page }: PageBuild): Promise<WrittenFile[]> {
  const { documents, assets } = await assemblePage(page);
  return writePage(out, documents, assets);
}
