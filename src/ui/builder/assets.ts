import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import * as v from 'valibot';
import { BuildError } from './build-error.ts';

/** A file that is served unchanged, under a name that contains its hash. */
export interface Asset {
  readonly file: string;
  readonly bytes: Uint8Array;
}

const HASH_LENGTH = 8;

/** The address of a file below the page's root, with a hash of its bytes. */
export function hashedName(path: string, bytes: Uint8Array): string {
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

/** The part of a web app manifest that references files, relative to it (W3C Web Application Manifest, `icons`). */
const MANIFEST = v.object({ icons: v.optional(v.array(v.object({ src: v.string() })), []) });

function parseIcons(path: string, text: string): string[] {
  try {
    return v.parse(MANIFEST, JSON.parse(text)).icons.map(({ src }) => src);
  } catch (cause) {
    throw new BuildError(`${path} is not a web app manifest.`, { cause });
  }
}

async function collectManifest(
  source: string,
  path: string,
  fill: (json: string) => string,
): Promise<Asset[]> {
  let text = fill(Buffer.from(await readAsset(source, path, 'index.html')).toString('utf8'));
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
 * The files behind one reference of index.html, the referenced one first.
 * @param fill writes the labels into a manifest
 * @throws BuildError when a file does not exist, or a manifest is malformed
 */
export async function collectAssets(
  source: string,
  path: string,
  fill: (json: string) => string,
): Promise<Asset[]> {
  if (path.endsWith('.webmanifest')) return collectManifest(source, path, fill);
  const bytes = await readAsset(source, path, 'index.html');
  return [{ file: hashedName(path, bytes), bytes }];
}
