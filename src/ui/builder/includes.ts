import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from './build-error.ts';

/** A line that stands for a file: `<!-- include ./dialogs/dialogs.html -->`. */
const INCLUDE = /^ *<!-- include \.\/([\w/-]+\.html) -->\n/gm;
/** index.html includes a screen, a screen its parts, and parts what they have in common. */
const DEPTH = 3;

async function readHtml(source: string, path: string, namedBy: string): Promise<string> {
  try {
    return await readFile(join(source, path), 'utf8');
  } catch (cause) {
    throw new BuildError(`${namedBy} includes ${path}, which is not in ${source}.`, { cause });
  }
}

async function fillIn(source: string, html: string): Promise<string> {
  const paths = [...html.matchAll(INCLUDE)].map(([, path = '']) => path);
  const files = await Promise.all(
    paths.map(async (path) => [path, await readHtml(source, path, 'index.html')] as const),
  );
  const texts = new Map(files);
  return html.replace(INCLUDE, (_line, path: string) => texts.get(path) ?? '');
}

/**
 * Reads index.html with the files that it includes, and that these include. Paths in all of them are
 * relative to the source folder.
 * @param source the folder that contains index.html
 * @throws BuildError when a file does not exist
 */
export async function readPage(source: string): Promise<string> {
  let html = await readHtml(source, 'index.html', 'The page');
  for (let depth = 0; depth < DEPTH; depth++) html = await fillIn(source, html);
  return html;
}
