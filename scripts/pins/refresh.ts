import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LookupError, lookUp } from './lookup.ts';
import { type Pin, pinsIn, withValues } from './pin.ts';

interface PinnedFile {
  readonly path: string;
  readonly text: string;
  readonly pins: readonly Pin[];
}

async function pinnedFiles(): Promise<PinnedFile[]> {
  const places = (await readFile('scripts/pins/places', 'utf8')).trim().split('\n');
  const { stdout } = spawnSync('git', ['ls-files', '--', ...places], { encoding: 'utf8' });
  const paths = stdout.split('\n').filter((path) => path !== '');
  const files = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'utf8');
      return { path, text, pins: pinsIn(text) };
    }),
  );
  return files.filter(({ pins }) => pins.length > 0);
}

/** Looks every pin up and writes what changed. @throws LookupError */
async function refresh(): Promise<void> {
  for (const { path, text, pins } of await pinnedFiles()) {
    const found = await Promise.all(
      pins.map(async (pin) => ({ ...pin, next: await lookUp(pin.what) })),
    );
    for (const { reference, value, next } of found.filter(({ value, next }) => value !== next)) {
      process.stdout.write(`${path}: ${reference}\n  ${value}\n  ${next}\n`);
    }
    await writeFile(path, withValues(text, found));
  }
}

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
try {
  await refresh();
} catch (error) {
  // A network that is not there is no defect of ours: fetch says so by a TypeError.
  if (!(error instanceof LookupError || error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
