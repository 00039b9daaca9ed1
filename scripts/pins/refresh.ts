import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LookupError, lookUp } from './lookup.ts';
import { isPlaceholder, type Pin, pinsIn, withValues } from './pin.ts';

const USAGE = `scripts/refresh-pins           looks every pin up and writes what changed
scripts/refresh-pins --check   fails while a pin is a placeholder`;

/** Where pins are: not in tests, which make up their own. */
const PLACES = ['src/*/Dockerfile', 'compose.yaml', 'charts/*/values.yaml', '.github/*'];

interface PinnedFile {
  readonly path: string;
  readonly text: string;
  readonly pins: readonly Pin[];
}

async function pinnedFiles(): Promise<PinnedFile[]> {
  const { stdout } = spawnSync('git', ['ls-files', '--', ...PLACES], { encoding: 'utf8' });
  const paths = stdout.split('\n').filter((path) => path !== '');
  const files = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'utf8');
      return { path, text, pins: pinsIn(text) };
    }),
  );
  return files.filter(({ pins }) => pins.length > 0);
}

/** What a release asks: @returns whether every pin is one. */
function check(files: readonly PinnedFile[]): boolean {
  const all = files.flatMap(({ path, pins }) => pins.map((pin) => ({ path, pin })));
  const open = all.filter(({ pin }) => isPlaceholder(pin));
  for (const { path, pin } of open) {
    process.stderr.write(`${path}: ${pin.reference} is a placeholder; run scripts/refresh-pins\n`);
  }
  process.stdout.write(`${all.length} pins, ${open.length} placeholders\n`);
  return open.length === 0 && all.length > 0;
}

async function refresh(files: readonly PinnedFile[]): Promise<boolean> {
  for (const { path, text, pins } of files) {
    const found = await Promise.all(
      pins.map(async (pin) => ({ ...pin, next: await lookUp(pin.what) })),
    );
    for (const { reference, value, next } of found.filter(({ value, next }) => value !== next)) {
      process.stdout.write(`${path}: ${reference}\n  ${value}\n  ${next}\n`);
    }
    await writeFile(path, withValues(text, found));
  }
  return true;
}

async function main([flag, ...more]: readonly string[]): Promise<boolean> {
  if (more.length > 0 || (flag !== undefined && flag !== '--check')) throw new LookupError(USAGE);
  const files = await pinnedFiles();
  return flag === '--check' ? check(files) : refresh(files);
}

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  // A network that is not there is no defect of ours: fetch says so by a TypeError.
  if (!(error instanceof LookupError || error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
