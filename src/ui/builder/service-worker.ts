import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Language, pageFile } from '../strings/languages.ts';

/** Where a page's source has its service worker, if it has one. */
const ENTRY = 'offline/service-worker.ts';
/** Its file below the page's root. The name has no hash: browsers look for a newer one at the same address. */
export const SERVICE_WORKER = 'service-worker.js';

/** Licences are not needed to run the page. */
const NOT_STORED = /\.LEGAL\.txt$/;
const ID_DIGITS = 32;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes);

/** Whether a page's source has a service worker. */
export const hasServiceWorker = (source: string): Promise<boolean> =>
  access(join(source, ENTRY)).then(
    () => true,
    () => false,
  );

/**
 * Bundles the service worker with the digests of all files of the page, so that its own digest stands for the
 * whole build.
 * @param files by path below the page's root, the HTML of each language included
 */
export async function buildServiceWorker(
  source: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  languages: readonly Language[],
  target: readonly string[],
): Promise<string> {
  const digests = [...files]
    .filter(([file]) => !NOT_STORED.test(file))
    .map(([file, bytes]) => [`/${file}`, `sha256-${sha256(bytes).digest('base64')}`] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const id = sha256(JSON.stringify(digests)).digest('hex').slice(0, ID_DIGITS);
  const pages = languages.map((language) => [language.tag, `/${pageFile(language)}`]);
  const published = { id, files: Object.fromEntries(digests), pages: Object.fromEntries(pages) };
  const { outputFiles } = await build({
    absWorkingDir: source,
    entryPoints: [ENTRY],
    define: { BUILD: JSON.stringify(published) },
    bundle: true,
    format: 'iife',
    target: [...target],
    minify: true,
    charset: 'utf8',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
