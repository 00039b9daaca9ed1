import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compress, hasVariants } from './compression.ts';

/** The size of a file in bytes, uncompressed and compressed. */
export interface WrittenFile {
  readonly file: string;
  readonly bytes: number;
  readonly brotliBytes: number;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Atomic: a server may be reading the file, and another build may be writing it. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeFile(draft, bytes);
  await rename(draft, path);
}

/** Writes the compressed variants first, so that they exist whenever the file does. */
async function writeWithVariants(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const variants = await compress(path, bytes);
  for (const variant of variants) await replaceFile(`${path}${variant.suffix}`, variant.bytes);
  await replaceFile(path, bytes);
}

async function weigh(folder: string, file: string): Promise<WrittenFile> {
  const path = join(folder, file);
  const { size: bytes } = await stat(path);
  const brotli = await stat(`${path}.br`).catch(() => undefined);
  return { file, bytes, brotliBytes: brotli?.size ?? bytes };
}

/** An asset's name contains its hash, so an existing complete file is kept. */
async function writeAsset(folder: string, file: string, bytes: Uint8Array): Promise<WrittenFile> {
  const path = join(folder, file);
  const written = await readFile(path).catch(() => undefined);
  if (written === undefined || !written.equals(bytes)) await writeWithVariants(path, bytes);
  return weigh(folder, file);
}

/** A document's name says nothing of its bytes: it is kept if its compressed variants are those of the same bytes, too. */
async function writeDocument(folder: string, file: string, html: string): Promise<void> {
  const [path, bytes] = [join(folder, file), Buffer.from(html)];
  const written = await readFile(path).catch(() => undefined);
  if (written?.equals(bytes) && (await hasVariants(path, bytes))) return;
  await writeWithVariants(path, bytes);
}

async function removeStale(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const assets = join(folder, 'assets');
  if (!(await exists(assets))) return;
  for (const name of await readdir(assets)) {
    const file = `assets/${name.replace(/\.(?:br|gz)$/, '')}`;
    if (!kept.has(file) && !name.endsWith('.tmp')) await rm(join(assets, name), { force: true });
  }
}

/**
 * Writes a built page with its compressed variants: the assets first, then the HTML of each language
 * that references them. Finally removes what earlier builds left.
 */
export async function writePage(
  folder: string,
  pages: ReadonlyMap<string, string>,
  assets: ReadonlyMap<string, Uint8Array>,
): Promise<WrittenFile[]> {
  const written = await Promise.all(
    [...assets].map(([file, bytes]) => writeAsset(folder, file, bytes)),
  );
  await Promise.all([...pages].map(([file, html]) => writeDocument(folder, file, html)));
  await removeStale(folder, new Set(assets.keys()));
  const weighed = [...pages.keys()].map((file) => weigh(folder, file));
  return [...(await Promise.all(weighed)), ...written];
}
