import type { Edge, SourceGraph } from './source-graph.ts';

/**
 * Which folder may import which; the longest matching path decides (docs/architecture.md): protocol
 * ← crypto ← client ← ui/browser; protocol ← backend ← local; ui/server ← local.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'protocol/': ['protocol/'],
  'crypto/': ['crypto/', 'protocol/'],
  'client/': ['client/', 'crypto/', 'protocol/'],
  'service/': ['service/'],
  // Of the cryptography, the relay may import only verification: it has no keys and must not need
  // any.
  'backend/': ['backend/', 'service/', 'protocol/', 'crypto/verify.ts'],
  'ui/strings/': ['ui/strings/', 'protocol/'],
  'ui/browser/': ['ui/browser/', 'ui/strings/', 'client/', 'crypto/', 'protocol/'],
  'ui/server/': ['ui/server/', 'ui/strings/', 'service/'],
  'ui/builder/': ['ui/builder/', 'ui/strings/', 'service/'],
  'ui/build.ts': ['ui/builder/', 'service/'],
  'ui/main.ts': ['ui/server/', 'ui/builder/', 'service/'],
  'local/': ['local/', 'backend/', 'service/'],
  'local.ts': ['local/', 'backend/', 'service/', 'ui/server/', 'ui/builder/'],
};

/** Runs both in Node and in a browser, and uses APIs of neither. */
const PURE = ['protocol/', 'crypto/', 'client/'];
const HOST_NAMES = [
  ...['document', 'window', 'localStorage', 'indexedDB'],
  ...['process', 'Buffer', 'globalThis'],
];

/** Tests and their helpers may be anywhere and import what they test. */
const TEST_FILE = /\.test\.ts$|(?:^|\/)(?:contract|fixture)\.ts$|(?:^|\/)testing\//;

export const isProduct = (file: string): boolean => !TEST_FILE.test(file);

const productEdges = ({ edges }: SourceGraph): Edge[] =>
  edges.filter(({ from }) => isProduct(from));

function ownerOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((folder) => file === folder || (folder.endsWith('/') && file.startsWith(folder)))
    .sort((a, b) => b.length - a.length)[0];
}

const within = (file: string, places: readonly string[]): boolean =>
  places.some((place) => file === place || (place.endsWith('/') && file.startsWith(place)));

/** Imports against the arrows, files that no rule covers, and product code that imports tests. */
export function wrongDirections(graph: SourceGraph): string[] {
  const homeless = graph.files
    .filter((file) => isProduct(file) && ownerOf(file) === undefined)
    .map((file) => `${file} is in no folder of the architecture`);
  const wrong = productEdges(graph)
    .filter(({ kind, from, to }) => {
      const owner = ownerOf(from);
      if (kind !== 'file' || owner === undefined) return false;
      return !isProduct(to) || !within(to, MAY_IMPORT[owner] ?? []);
    })
    .map(({ from, to }) => `${from} must not import ${to}`);
  return [...homeless, ...wrong];
}

/** Imports of tests, which import what they test: a cycle of folders. @param graph of a folder beside test/ */
export const importsOfTests = ({ edges }: SourceGraph): string[] =>
  edges
    .filter(({ kind, to }) => kind === 'file' && to.startsWith('../test/'))
    .map(({ from, to }) => `${from} must not import ${to}`);

/** Names that tie the pure folders to one kind of host. */
export function impurities(graph: SourceGraph): string[] {
  const pure = (file: string): boolean => isProduct(file) && within(file, PURE);
  const modules = graph.edges
    .filter(({ from, to }) => pure(from) && to.startsWith('node:'))
    .map(({ from, to }) => `${from} must not import ${to}`);
  const names = [...graph.names].flatMap(([file, used]) =>
    HOST_NAMES.filter((name) => pure(file) && used.has(name)).map(
      (name) => `${file} must not use ${name}`,
    ),
  );
  return [...modules, ...names];
}

/** The packages that package.json names. */
export interface DeclaredPackages {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Imports of packages that an install does not contain; for product code, a production install. */
export function undeclaredPackages(graph: SourceGraph, declared: DeclaredPackages): string[] {
  const forProduct = Object.keys(declared.dependencies);
  const forTests = [...forProduct, ...Object.keys(declared.devDependencies)];
  const brought = ({ from, to, typeOnly }: Edge): boolean =>
    to.startsWith('node:') ||
    (isProduct(from) && !typeOnly ? forProduct : forTests).some(
      (known) => to === known || to.startsWith(`${known}/`),
    );
  return graph.edges
    .filter((edge) => edge.kind === 'package' && !brought(edge))
    .map(({ from, to }) => `${from} imports ${to}, which is not among its dependencies`);
}

/** Files that import each other in a cycle at run time: the path from the first back to itself. */
export function cycles({ files, edges }: SourceGraph): string[] {
  const next = new Map<string, string[]>(files.map((file) => [file, []]));
  for (const { from, to, kind, typeOnly } of edges) {
    if (kind === 'file' && !typeOnly) next.get(from)?.push(to);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) follow(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) follow(file, []);
  return found;
}

/** Imports of missing files, which would leave a hole in the graph. */
export function danglingImports({ files, edges }: SourceGraph): string[] {
  const known = new Set(files);
  return edges
    .filter(({ kind, to }) => kind === 'file' && !to.startsWith('..') && to.endsWith('.ts'))
    .filter(({ to }) => !known.has(to))
    .map(({ from, to }) => `${from} imports ${to}, which does not exist`);
}
