import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ImagesError, readDigests, withDigests } from './images-file.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const USAGE = 'scripts/set-image ENVIRONMENT COMPONENT DIGEST [COMPONENT DIGEST]… [--root FOLDER]';

/** An environment is a folder with an env.yaml. */
function folderOf(environment: string, root: string): string {
  const folder = join(root, 'environments', environment);
  if (/^[a-z0-9-]+$/.test(environment) && existsSync(join(folder, 'env.yaml'))) return folder;
  throw new ImagesError(`"${environment}" is no environment: it has no env.yaml`);
}

/** Readers see the old file or the new one, never a half. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

async function setImage(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { root: { type: 'string', default: REPOSITORY } },
  });
  const [environment = '', ...words] = positionals;
  const path = join(folderOf(environment, values.root), 'images.yaml');
  const digests = readDigests(words);
  const before = existsSync(path) ? await readFile(path, 'utf8') : '';
  const after = withDigests(before, digests);
  if (after !== before) await replaceFile(path, after);
  process.stdout.write(`${path}: ${after === before ? 'unchanged' : 'written'}\n`);
}

try {
  await setImage(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ImagesError)) throw error;
  process.stderr.write(`${error.message}\nUsage: ${USAGE}\n`);
  process.exitCode = 1;
}
