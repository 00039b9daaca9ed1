import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BuildError } from './build-error.ts';
import { EMOJI_PACKAGES } from './emoji-data.ts';

/** The page's references to this file get the licences of everything that it contains. */
export const LICENCES = 'licences.txt';

const MANIFEST = v.object({ name: v.string(), version: v.string(), license: v.string() });
const LICENCE_FILE = /^licen[cs]e(?:\.(?:md|txt))?$/i;
/** Licences of packages that do not contain theirs. */
const SUPPLIED = new URL('./licences/', import.meta.url);
/** The folder of the package that a file belongs to, which may be inside another package. */
const PACKAGE = /^.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const PREFIX = /^[\w-]+:/;
const EMOJI = /(?:^|\/)emoji\/data\/[\w-]+\.ts$/;

const { resolve } = createRequire(import.meta.url);

/**
 * The folders of the packages that a bundle contains.
 * @param source the folder that the inputs are relative to
 * @param inputs files that esbuild bundled
 */
export function packageFolders(source: string, inputs: readonly string[]): readonly string[] {
  // What is imported from the page's script has a prefix, and counts there.
  const folders = inputs.flatMap((input) =>
    PREFIX.test(input) ? [] : (PACKAGE.exec(input)?.[0] ?? []),
  );
  const data = inputs.some((input) => EMOJI.test(input)) ? EMOJI_PACKAGES : [];
  return [
    ...new Set(folders.map((folder) => join(source, folder))),
    ...data.map((name) => dirname(resolve(`${name}/package.json`))),
  ];
}

async function readText(folder: string, name: string): Promise<string> {
  const file = (await readdir(folder)).find((each) => LICENCE_FILE.test(each));
  try {
    if (file !== undefined) return await readFile(join(folder, file), 'utf8');
    return await readFile(new URL(`${name.replace('/', '-')}.txt`, SUPPLIED), 'utf8');
  } catch (cause) {
    throw new BuildError(
      `The page contains ${name}, whose licence is neither in its package nor in builder/licences.`,
      { cause },
    );
  }
}

async function licenceOf(folder: string): Promise<readonly [title: string, text: string]> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = v.parse(MANIFEST, manifest);
  const text = (await readText(folder, name)).replaceAll('\r\n', '\n').trim();
  return [`${name} ${version} (${license})`, text];
}

/** The licences of packages as one text, by name. @throws BuildError when one has none */
export async function licencesOf(folders: readonly string[]): Promise<string> {
  const licences = await Promise.all(folders.map(licenceOf));
  const parts = licences
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([title, text]) => `${title}\n${'='.repeat(title.length)}\n\n${text}\n`);
  return parts.join('\n\n');
}
