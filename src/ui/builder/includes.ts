import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from './build-error.ts';

/** A line that stands for a file: `<!-- include ./dialogs/dialogs.html -->`. */
const INCLUDE = /^ *<!-- include \.\/([\w/-]+\.html) -->\n/gm;

async function readHtml(source: string, path: string, namedBy: string): Promise<string> {
  try {
    return await readFile(join(source, path), 'utf8');
  } catch (cause) {
    throw new BuildError(`${namedBy} includes ${path}, which is not in ${source}.`, { cause });
  }
}

/**
 * Reads index.html with the files that it includes. Paths in all of them are relative to the source
 * folder; included files include no others.
 * @param source the folder that contains index.html
 * @throws BuildError when a file does not exist
 */
export async function readPage(source: string): Promise<string> {
  const html = await readHtml(source, 'index.html', 'The page');
  const paths = [...html.matchAll(INCLUDE)].map(([, path = '']) => path);
  const files = await Promise.all(
    paths.map(async (path) => [path, await readHtml(source, path, 'index.html')] as const),
  );
  const texts = new Map(files);
  return html.replace(INCLUDE, (_line, path: string) => texts.get(path) ?? '');
}
