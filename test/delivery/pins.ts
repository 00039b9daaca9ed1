import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from './command.ts';

/** Where pins are, as Git's patterns. */
export const pinPlaces = (root: string): readonly string[] =>
  readFileSync(join(root, 'scripts/pins/places'), 'utf8').trim().split('\n');

/** A digest that nobody looked up, and one that stands for what scripts/refresh-pins finds where there is a network. */
const DIGITS = { placeholders: '0'.repeat(64), digests: 'd'.repeat(64) } as const;
type State = keyof typeof DIGITS;

/** Changes the digests of a checkout; nothing is committed. @returns the files */
async function replacePins(checkout: string, from: State, to: State): Promise<readonly string[]> {
  const search = ['-C', checkout, 'grep', '--files-with-matches', DIGITS[from], '--'];
  const { stdout } = ask('git', [...search, ...pinPlaces(checkout)]);
  const files = stdout.split('\n').filter((line) => line !== '');
  for (const file of files) {
    const path = join(checkout, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(DIGITS[from], DIGITS[to]));
  }
  return files;
}

/** A checkout as it is after scripts/refresh-pins. */
export const lookUpPins = (checkout: string): Promise<readonly string[]> =>
  replacePins(checkout, 'placeholders', 'digests');

/** A checkout as it is before that. */
export const forgetPins = (checkout: string): Promise<readonly string[]> =>
  replacePins(checkout, 'digests', 'placeholders');
