import { build, type Metafile } from 'esbuild';

/** An entry that loads scripts later, and these. Paths are relative to the source. */
export interface LazyScripts {
  readonly main: string;
  readonly lazy: readonly string[];
}

/** Whether an entry, or what it imports and does not load later, loads scripts later. */
function loadsLater({ inputs }: Metafile, entry: string): boolean {
  return [...reach(inputs, [entry])].some((module) =>
    inputs[module]?.imports.some(({ kind }) => kind === 'dynamic-import'),
  );
}

/** Modules, and all that they import and do not load later, up to those where `isEnd` holds. */
function reach(
  inputs: Metafile['inputs'],
  modules: readonly string[],
  isEnd: (module: string) => boolean = () => false,
): Set<string> {
  const seen = new Set(modules);
  for (const module of seen) {
    if (isEnd(module)) continue;
    for (const { path, kind } of inputs[module]?.imports ?? [])
      if (kind === 'import-statement') seen.add(path);
  }
  return seen;
}

/**
 * Finds the entry that loads other scripts lazily, among those of a finished build.
 * @returns undefined when there is none
 */
export function findLazyScripts(
  metafile: Metafile,
  entries: readonly string[],
): LazyScripts | undefined {
  const main = entries.find((entry) => loadsLater(metafile, entry));
  if (main === undefined) return undefined;
  const starts = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  return { main, lazy: starts.filter((entry) => !entries.includes(entry)).sort() };
}

/**
 * The modules that lazy scripts share with the script that loads them.
 * @param whole the build of all scripts
 * @param alone the build of that script alone, in which a module may have become unused
 */
export function findShared(
  { inputs }: Metafile,
  { outputs }: Metafile,
  lazy: readonly string[],
): readonly string[] {
  const parts = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const own = new Set(
    parts.flatMap(([module, { bytesInOutput }]) => (bytesInOutput > 0 ? [module] : [])),
  );
  return [...reach(inputs, lazy, (module) => own.has(module))]
    .filter((module) => own.has(module))
    .sort();
}

/** The names that modules export. @throws BuildFailure */
export async function readExports(
  source: string,
  modules: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { metafile } = await build({
    absWorkingDir: source,
    // Modules have the same names as in the bundle.
    preserveSymlinks: true,
    entryPoints: [...modules],
    outdir: 'out',
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint = '', exports }) => [entryPoint, exports]),
  );
}
