import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compress } from './compression.ts';

/** What a file weighs, in bytes, as it is and as most browsers get it. */
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

/** Whole or not at all: a server may be reading, and another build writing the same names. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeFile(draft, bytes);
  await rename(draft, path);
}

/** Compressed forms come first: where a file is, they are. */
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

/** An asset's name tells its bytes, so what an earlier build wrote stays as it is. */
async function writeAsset(folder: string, file: string, bytes: Uint8Array): Promise<WrittenFile> {
  const path = join(folder, file);
  const written = await readFile(path).catch(() => undefined);
  if (written === undefined || !written.equals(bytes)) await writeWithVariants(path, bytes);
  return weigh(folder, file);
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
 * Writes a built page with its compressed forms: assets first, the HTML that names them next, and
 * at last removes what an earlier build left.
 */
export async function writePage(
  folder: string,
  html: string,
  assets: ReadonlyMap<string, Uint8Array>,
): Promise<WrittenFile[]> {
  const written = await Promise.all(
    [...assets].map(([file, bytes]) => writeAsset(folder, file, bytes)),
  );
  await writeWithVariants(join(folder, 'index.html'), Buffer.from(html));
  await removeStale(folder, new Set(assets.keys()));
  return [await weigh(folder, 'index.html'), ...written];
}
