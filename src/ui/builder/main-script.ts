import { readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import type { ImportKind, Loader, OutputFile, Plugin, PluginBuild } from 'esbuild';

/**
 * The name by which lazy scripts import the page's script. The import map gives its address. Neither could
 * contain the other's address otherwise: an address contains the hash of what it names.
 */
export const MAIN = 'main';
const EVERYTHING = /.*/;
const SPECIAL_CHARACTERS = /[\\^$.*+?()[\]{}|/]/g;
/** One file alone: esbuild does not ask about the others. */
const onlyFile = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(SPECIAL_CHARACTERS, '\\$&')}$`);
/** Marks that a plugin resolves an import, so that no plugin does so again. */
export const RESOLVING = Symbol('resolving');

/** The names that modules of the page's script export, by module. */
export type Exports = ReadonlyMap<string, readonly string[]>;

/** What lazy scripts import from the page's script: one short name for each export of each module. */
const shortNames = (exported: Exports): readonly { module: string; name: string; as: string }[] =>
  [...exported]
    .flatMap(([module, names]) => names.map((name) => ({ module, name })))
    .map((each, index) => ({ ...each, as: `_${index.toString(36)}` }));

const fileOf = (source: string, path: string): string =>
  relative(source, path).replaceAll('\\', '/');

/** Calls back with the module behind each import of some kinds, relative to the source. */
function onImport(
  { onResolve, resolve }: PluginBuild,
  source: string,
  isWanted: (kind: ImportKind) => boolean,
  take: (
    module: string,
    isLazy: boolean,
  ) => { path: string; external?: true; namespace?: string; sideEffects?: false } | undefined,
): void {
  onResolve({ filter: EVERYTHING }, async ({ path, kind, pluginData, ...from }) => {
    if (!isWanted(kind) || pluginData === RESOLVING) return undefined;
    const { importer, namespace, resolveDir } = from;
    const found = await resolve(path, {
      ...{ importer, namespace, resolveDir, kind },
      pluginData: RESOLVING,
    });
    if (found.errors.length > 0 || found.external) return undefined;
    return take(fileOf(source, found.path), kind === 'dynamic-import');
  });
}

const external = (script: string): { path: string; external: true } => ({
  path: `/${script}`,
  external: true,
});

/**
 * For lazy scripts: modules of the page's script are imported from there.
 * @param scripts scripts that are built already, by their entries
 */
export function importFrom(
  source: string,
  exported: Exports,
  scripts: ReadonlyMap<string, string>,
): Plugin {
  const names = shortNames(exported);
  return {
    name: 'import-from-main',
    setup(build) {
      build.onResolve({ filter: /^main$/, namespace: MAIN }, () => ({
        path: MAIN,
        external: true,
        sideEffects: false,
      }));
      const isImport = (kind: ImportKind): boolean => kind !== 'entry-point';
      onImport(build, source, isImport, (module, isLazy) => {
        const script = isLazy ? scripts.get(module) : undefined;
        if (script !== undefined) return external(script);
        return exported.has(module)
          ? { path: module, namespace: MAIN, sideEffects: false }
          : undefined;
      });
      build.onLoad({ filter: EVERYTHING, namespace: MAIN }, ({ path }) => {
        const own = names.filter(({ module }) => module === path);
        // One statement for each name, so that those are left out that nothing uses.
        const contents = own.map(({ name, as }) => `export { ${as} as ${name} } from '${MAIN}';`);
        return { contents: contents.join('\n') };
      });
    },
  };
}

/** The names that built lazy scripts import from the page's script, by module. */
export function importedNames(exported: Exports, scripts: readonly OutputFile[]) {
  const lists = scripts.flatMap(({ path, text }) =>
    path.endsWith('.js') ? [...text.matchAll(/import\{([^}]*)\}from"main"/g)] : [],
  );
  const used = new Set(
    lists.flatMap(([, list = '']) => list.split(',').map((each) => each.split(' ')[0])),
  );
  return shortNames(exported).filter(({ as }) => used.has(as));
}

/**
 * For the page's script: exports what lazy scripts import from it.
 * @param scripts those lazy scripts, by their entries
 */
export function exportTo(
  source: string,
  main: string,
  used: ReturnType<typeof importedNames>,
  scripts: ReadonlyMap<string, string>,
): Plugin {
  const path = join(source, main);
  const lines = used.map(
    ({ module, name, as }) =>
      `export { ${name} as ${as} } from ${JSON.stringify(join(source, module))};`,
  );
  return {
    name: 'export-to-lazy-scripts',
    setup(build) {
      const isLazy = (kind: ImportKind): boolean => kind === 'dynamic-import';
      onImport(build, source, isLazy, (module) => {
        const script = scripts.get(module);
        return script === undefined ? undefined : external(script);
      });
      build.onLoad({ filter: onlyFile(path) }, async () => {
        const contents = [await readFile(path, 'utf8'), ...lines].join('\n');
        return { contents, loader: extname(path).slice(1) as Loader };
      });
    },
  };
}
