import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerFrom } from '../command.ts';
import { REPOSITORY } from '../repository.ts';

/** A file of the repository in which something may be pinned. */
export interface PinnedFile {
  readonly path: string;
  readonly text: string;
}

/** Every file of the repository; tests and documents contain pins that are examples. */
export async function filesWithPins(): Promise<PinnedFile[]> {
  const paths = answerFrom('git', ['-C', REPOSITORY, 'ls-files', '-co', '--exclude-standard'])
    .split('\n')
    .filter((path) => path !== '' && !/\.test\.ts$|^docs\/|\.md$/.test(path))
    .filter((path) => existsSync(join(REPOSITORY, path)));
  return Promise.all(
    paths.map(async (path) => ({
      path,
      text: await readFile(join(REPOSITORY, path), 'utf8').catch(() => ''),
    })),
  );
}
