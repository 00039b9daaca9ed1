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

/**
 * What the builder reads of a web app manifest (W3C Web Application Manifest): the files that it references, relative
 * to it. A source may also name another manifest in its folder, whose members it adds its own to.
 */
const MANIFEST = v.looseObject({
  extends: v.optional(v.string()),
  icons: v.optional(v.array(v.object({ src: v.string() })), []),
});

function parseManifest(path: string, text: string): v.InferOutput<typeof MANIFEST> {
  try {
    return v.parse(MANIFEST, JSON.parse(text));
  } catch (cause) {
    throw new BuildError(`${path} is not a web app manifest.`, { cause });
  }
}

async function readManifest(source: string, path: string, namedBy: string): Promise<string> {
  const text = Buffer.from(await readAsset(source, path, namedBy)).toString('utf8');
  const { extends: base } = parseManifest(path, text);
  if (base === undefined) return text;
  const extended = await readAsset(source, posix.join(posix.dirname(path), base), path);
  const { extends: _, ...own } = JSON.parse(text);
  return JSON.stringify({ ...JSON.parse(Buffer.from(extended).toString('utf8')), ...own });
}

async function collectManifest(
  source: string,
  path: string,
  fill: (json: string) => string,
): Promise<Asset[]> {
  let text = fill(await readManifest(source, path, 'index.html'));
  const assets: Asset[] = [];
  for (const { src } of parseManifest(path, text).icons) {
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
