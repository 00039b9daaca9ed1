import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { BuildError } from './build-error.ts';

/** Directives and magics of Alpine that no markup and no component of the page uses. */
export const UNUSED_NAMES = [
  'x-transition',
  'x-modelable',
  'x-teleport',
  'x-ignore',
  'x-show',
  'x-id',
  'x-html',
  'x-effect',
  '$store',
  '$dispatch',
  '$id',
] as const;

/** Their parts, and those that only warn of missing plugins. */
const UNUSED_PARTS: readonly string[] = [
  ...UNUSED_NAMES.map((name) => `${name.startsWith('$') ? 'magics' : 'directives'}/${name}.js`),
  'directives/index.js',
  'magics/index.js',
  'src/ids.js',
];

/** The published module names the source file of each of its parts in a comment. */
const PART = /^(?=\/\/ packages\/)/m;
/** Alpine's list of what it exports. `x-transition` is the only unused part that it names. */
const EXPORTED = '  transition,\n';

/**
 * Alpine's module without the parts that the page does not use: saves 2.5 KB.
 * @throws BuildError when this version of Alpine is laid out in another way
 */
export function withoutUnusedParts(source: string): string {
  const isUnused = (part: string): boolean =>
    UNUSED_PARTS.some((name) => part.split('\n', 1)[0]?.endsWith(name));
  const parts = source.split(PART);
  const isComplete = UNUSED_PARTS.every((name) => source.includes(`${name}\n`));
  if (!isComplete || !source.includes(EXPORTED)) {
    throw new BuildError('This version of Alpine has other parts than the builder expects.');
  }
  const kept = parts.filter((part) => !isUnused(part));
  return kept.join('').replace(EXPORTED, '');
}

/** Bundles Alpine without the parts that the page does not use. */
export const SMALLER_ALPINE: Plugin = {
  name: 'smaller-alpine',
  setup: ({ onLoad }) => {
    const filter = /@alpinejs[\\/]csp[\\/]dist[\\/]module\.esm\.js$/;
    onLoad({ filter }, async ({ path }) => ({
      contents: withoutUnusedParts(await readFile(path, 'utf8')),
    }));
  },
};
