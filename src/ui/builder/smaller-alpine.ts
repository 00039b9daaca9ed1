import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { BuildError } from './build-error.ts';

/** Directives of Alpine that no markup of the page uses. */
export const UNUSED_DIRECTIVES = [
  'x-transition',
  'x-modelable',
  'x-teleport',
  'x-ignore',
  'x-show',
  'x-id',
  'x-html',
] as const;

/** The published module names the source file of each of its parts in a comment. */
const PART = /^(?=\/\/ packages\/)/m;
/** Alpine's list of what it exports. `x-transition` is the only unused part that it names. */
const EXPORTED = '  transition,\n';

/**
 * Alpine's module without the parts of unused directives: saves 2 KB.
 * @throws BuildError when this version of Alpine is laid out in another way
 */
export function withoutUnusedDirectives(source: string): string {
  const isUnused = (part: string): boolean =>
    UNUSED_DIRECTIVES.some((name) => part.split('\n', 1)[0]?.endsWith(`/directives/${name}.js`));
  const parts = source.split(PART);
  const isComplete = UNUSED_DIRECTIVES.every((name) => source.includes(`/directives/${name}.js\n`));
  if (!isComplete || !source.includes(EXPORTED)) {
    throw new BuildError('This version of Alpine has other parts than the builder expects.');
  }
  const kept = parts.filter((part) => !isUnused(part));
  return kept.join('').replace(EXPORTED, '');
}

/** Bundles Alpine without the directives that the page does not use. */
export const SMALLER_ALPINE: Plugin = {
  name: 'smaller-alpine',
  setup: ({ onLoad }) => {
    const filter = /@alpinejs[\\/]csp[\\/]dist[\\/]module\.esm\.js$/;
    onLoad({ filter }, async ({ path }) => ({
      contents: withoutUnusedDirectives(await readFile(path, 'utf8')),
    }));
  },
};
