import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** A built page on disk, scanned once at start-up. */
export interface PageFiles {
  readonly root: string;
  /** The addresses to answer. A file that appears later is not served. */
  readonly addresses: ReadonlySet<string>;
  /** Entity tag by path on disk: each compressed form has its own (RFC 9110, 8.8.3). */
  readonly tags: ReadonlyMap<string, string>;
  /** Hash source of the page's import map for the policy (CSP 3, 2.3.1), if there is one. */
  readonly importMap: string | undefined;
}

const COMPRESSED = /\.(?:br|gz)$/;
/** Files that another process is writing right now. */
const DRAFT = /\.tmp$/;
const INDEX = '/index.html';
/** Only this type: a policy that hashed every inline script would allow injected ones. */
const IMPORT_MAP = /<script type="importmap">([^<]*)<\/script>/;

/** Depends on the content and not on the time, so that pods agree. */
async function entityTag(path: string): Promise<string> {
  const digest = createHash('sha256').update(await readFile(path));
  return `"${digest.digest('base64url').slice(0, 22)}"`;
}

function hashImportMap(html: string): string | undefined {
  const [, map] = IMPORT_MAP.exec(html) ?? [];
  if (map === undefined) return undefined;
  return `'sha256-${createHash('sha256').update(map).digest('base64')}'`;
}

/** @throws Error when `root` contains no built page */
export async function readPageFiles(root: string): Promise<PageFiles> {
  const folder = resolve(root);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !DRAFT.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const tags = new Map(
    await Promise.all(paths.map(async (path) => [path, await entityTag(path)] as const)),
  );
  const addresses = new Set(
    paths
      .filter((path) => !COMPRESSED.test(path))
      .map((path) => path.slice(folder.length).replaceAll('\\', '/')),
  );
  if (!addresses.has(INDEX)) throw new Error(`There is no built page in ${folder}`);
  const importMap = hashImportMap(await readFile(join(folder, INDEX), 'utf8'));
  return { root: folder, addresses: addresses.add('/'), tags, importMap };
}
