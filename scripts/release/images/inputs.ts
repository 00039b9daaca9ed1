import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Component } from './component.ts';

/** A component's image cannot be told from the repository; the message says why. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

const COMMON = [
  '.dockerignore',
  'package-lock.json',
  'package.json',
  'scripts/release/images/bundle.ts',
  'tsconfig.json',
];
/** Folders of src/ that an image's bundle is made of; a test bundles and compares. */
const FOLDERS: Readonly<Record<Component, readonly string[]>> = {
  backend: ['backend', 'crypto', 'protocol', 'service'],
  ui: ['client', 'crypto', 'protocol', 'service', 'ui'],
};

/** What decides the bytes of a component's image. */
export function imageInputs(component: Component): readonly string[] {
  return [...COMMON, ...FOLDERS[component].map((folder) => `src/${folder}`)];
}

function git(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  throw new ImageError(`git ${args[0]}: ${(stderr ?? '').trim()}`);
}

/** The commit that last changed what an image is made of, and when that was, seconds since 1970. */
export interface Origin {
  readonly revision: string;
  readonly epoch: string;
}

/** Unchanged code has the same origin, and so the same bytes, at every later commit. @throws ImageError */
export function originOf(component: Component): Origin {
  const format = ['log', '-1', '--format=%H %ct', '--'];
  const [revision = '', epoch = ''] = git([...format, ...imageInputs(component)]).split(' ');
  if (revision === '') throw new ImageError(`No commit made src/${component}`);
  return { revision, epoch };
}

/**
 * The tag under which a registry keeps the image: made of what goes into it, so that a registry can
 * be asked before anything is built, and an immutable tag is never written twice.
 * @throws ImageError
 */
export function tagOf(component: Component): string {
  const trees = git(['ls-tree', 'HEAD', ...imageInputs(component)]);
  return createHash('sha256').update(trees).digest('hex').slice(0, 16);
}
