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

/** Parts that the page needs only a little of: what is left of each. */
const REPLACED: Readonly<Record<string, string>> = {
  // What the page and Alpine's own CSP build use of Alpine's interface (browser/alpine.d.ts).
  'src/alpine.js': `var alpine_default = {
  get reactive() { return reactive; },
  get effect() { return effect; },
  setEvaluator, setRawEvaluator, setReactivityEngine, data, directive, nextTick, start,
};`,
  // The page never clones what Alpine has initialized, as Livewire does.
  'src/clone.js': `var isCloning = false;
var isCloningLegacy = false;
function skipDuringClone(callback) { return callback; }
function onlyDuringClone() { return () => {}; }
function interceptClone() {}`,
  // Nothing waits for a promise before it is initialized.
  'src/deferInit.js': 'function queueAttributesForDeferredTree() { return false; }',
  // Only plugins such as $persist intercept the initial values of data.
  'src/interceptor.js': `function initInterceptors() {}
var interceptor;`,
};

/** The published module names the source file of each of its parts in a comment. */
const PART = /^(?=\/\/ packages\/)/m;
const titleOf = (part: string): string => part.split('\n', 1)[0] ?? '';

/**
 * Alpine's module without the parts that the page does not use: saves 4.3 KB.
 * @throws BuildError when this version of Alpine is laid out in another way
 */
export function withoutUnusedParts(source: string): string {
  const names = [...UNUSED_PARTS, ...Object.keys(REPLACED)];
  if (!names.every((name) => source.includes(`${name}\n`))) {
    throw new BuildError('This version of Alpine has other parts than the builder expects.');
  }
  return source
    .split(PART)
    .filter((part) => !UNUSED_PARTS.some((name) => titleOf(part).endsWith(name)))
    .map((part) => {
      const name = Object.keys(REPLACED).find((each) => titleOf(part).endsWith(each));
      return name === undefined ? part : `${titleOf(part)}\n${REPLACED[name]}\n`;
    })
    .join('');
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
