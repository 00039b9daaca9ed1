import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import type { Rendering } from '../../scripts/release/environments/rendering.ts';
import { answerFrom } from './command.ts';
import { tool } from './tools.ts';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
export const ENVIRONMENTS = ['staging', 'production'] as const;

export const BACKEND_DIGEST = `sha256:${'b'.repeat(64)}`;
export const UI_DIGEST = `sha256:${'c'.repeat(64)}`;

export const SET_IMAGE = join(REPOSITORY, 'scripts/set-image');

const endings: (() => unknown)[] = [];

/** Runs a function after the last test of a file, in reverse order of registration. */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-delivery-'));
  atEnd(() => rm(folder, { recursive: true }));
  return folder;
}

/**
 * A copy of the files that a cluster follows, after the given environments got their first images.
 */
export async function copyRepository(
  withImages: readonly string[] = ENVIRONMENTS,
): Promise<Rendering> {
  const root = await emptyFolder();
  for (const name of ['argocd', 'charts', 'environments']) {
    await cp(join(REPOSITORY, name), join(root, name), { recursive: true, verbatimSymlinks: true });
  }
  const digests = ['backend', BACKEND_DIGEST, 'ui', UI_DIGEST];
  for (const environment of ENVIRONMENTS) {
    const path = join(root, 'environments', environment, 'images.yaml');
    await rm(path, { force: true });
    if (!withImages.includes(environment)) continue;
    answerFrom(SET_IMAGE, [environment, ...digests, '--root', root]);
  }
  const cluster = join(root, 'argocd/cluster.example.yaml');
  return { root, cluster, helm: tool('HELM_PATH'), appset: tool('APPSET_PATH') };
}

/** Changes a file of a copy; the text to change must exist. */
export async function edit(
  { root }: Rendering,
  path: string,
  from: string | RegExp,
  to: string,
): Promise<void> {
  const before = await readFile(join(root, path), 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} does not contain ${from}`);
  await writeFile(join(root, path), after);
}
