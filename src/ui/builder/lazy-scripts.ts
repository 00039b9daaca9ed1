import { build, type Metafile } from 'esbuild';

/** Scripts that are loaded later, and what they share with the script that loads them. Paths are relative to the source. */
export interface LazyScripts {
  /** The entry that loads them. */
  readonly main: string;
  readonly lazy: readonly string[];
  /** Modules that are part of `main`, and that lazy scripts import. */
  readonly shared: readonly string[];
}

type Outputs = Metafile['outputs'];

/** An output, and all that it imports and does not load later. */
function closure(outputs: Outputs, output: string, seen = new Set<string>()): Set<string> {
  seen.add(output);
  for (const { path, kind } of outputs[output]?.imports ?? []) {
    if (kind === 'import-statement' && !seen.has(path)) closure(outputs, path, seen);
  }
  return seen;
}

/** Modules of which outputs contain something. */
const modulesOf = (outputs: Outputs, paths: Iterable<string>): Set<string> =>
  new Set(
    [...paths].flatMap((path) =>
      Object.entries(outputs[path]?.inputs ?? {}).flatMap(([module, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [module] : [],
      ),
    ),
  );

const loadsLater = (outputs: Outputs, paths: Iterable<string>): boolean =>
  [...paths].some((path) => outputs[path]?.imports.some(({ kind }) => kind === 'dynamic-import'));

/**
 * Finds the entry that loads other scripts lazily, among those of a finished build.
 * @returns undefined when there is none
 */
export function findLazyScripts(
  { inputs, outputs }: Metafile,
  entries: readonly string[],
): LazyScripts | undefined {
  const starts = Object.entries(outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined ? [] : [{ entryPoint, parts: closure(outputs, path) }],
  );
  const page = starts.find(
    ({ entryPoint, parts }) => entries.includes(entryPoint) && loadsLater(outputs, parts),
  );
  if (page === undefined) return undefined;
  const own = modulesOf(outputs, page.parts);
  const later = starts.filter(({ entryPoint }) => !entries.includes(entryPoint));
  const imported = later
    .flatMap(({ parts }) => [...modulesOf(outputs, parts)])
    .filter((module) => !own.has(module))
    .flatMap((module) => inputs[module]?.imports ?? [])
    .map(({ path }) => path);
  return {
    main: page.entryPoint,
    lazy: later.map(({ entryPoint }) => entryPoint).sort(),
    shared: [...new Set(imported)].filter((module) => own.has(module)).sort(),
  };
}

/** The names that modules export. @throws BuildFailure */
export async function readExports(
  source: string,
  modules: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { metafile } = await build({
    absWorkingDir: source,
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
