import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import * as v from 'valibot';
import { BuildError } from './build-error.ts';

/** A file that is served as it is, under a name that changes with its bytes. */
export interface Asset {
  readonly file: string;
  readonly bytes: Uint8Array;
}

const HASH_LENGTH = 8;

function hashedName(path: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH).toUpperCase();
  const { name, ext } = posix.parse(path);
  return `assets/${name}-${hash}${ext}`;
}

async function readAsset(source: string, path: string, namedBy: string): Promise<Uint8Array> {
  try {
    return await readFile(join(source, path));
  } catch (cause) {
    throw new BuildError(`${namedBy} names ${path}, which is not in ${source}.`, { cause });
  }
}

/** What of a web app manifest names files (W3C Web Application Manifest, `icons`), relative to it. */
const MANIFEST = v.object({ icons: v.optional(v.array(v.object({ src: v.string() })), []) });

function parseIcons(path: string, text: string): string[] {
  try {
    return v.parse(MANIFEST, JSON.parse(text)).icons.map(({ src }) => src);
  } catch (cause) {
    throw new BuildError(`${path} is not a web app manifest.`, { cause });
  }
}

async function collectManifest(source: string, path: string): Promise<Asset[]> {
  let text = Buffer.from(await readAsset(source, path, 'index.html')).toString('utf8');
  const assets: Asset[] = [];
  for (const src of parseIcons(path, text)) {
    const icon = posix.join(posix.dirname(path), src);
    const bytes = await readAsset(source, icon, path);
    const file = hashedName(icon, bytes);
    assets.push({ file, bytes });
    text = text.replaceAll(JSON.stringify(src), JSON.stringify(`/${file}`));
  }
  const bytes = Buffer.from(text);
  return [{ file: hashedName(path, bytes), bytes }, ...assets];
}

/**
 * The files that one reference of index.html brings along, the named one first.
 * @throws BuildError when a named file does not exist, or a manifest is none
 */
export async function collectAssets(source: string, path: string): Promise<Asset[]> {
  if (path.endsWith('.webmanifest')) return collectManifest(source, path);
  const bytes = await readAsset(source, path, 'index.html');
  return [{ file: hashedName(path, bytes), bytes }];
}
