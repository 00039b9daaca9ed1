import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import { type Module, parse } from '@swc/core';
import { declaredBy, isNode, type Node } from './declared-names.ts';

/** One import of one file. */
export interface Edge {
  readonly from: string;
  /** A file below the root, or the package as written (`node:fs`, `koa`). */
  readonly to: string;
  readonly kind: 'file' | 'package';
  /** A type import, which compilation removes. */
  readonly typeOnly: boolean;
}

/** The facts that the source tree contains. Paths are relative to its root, with `/`. */
export interface SourceGraph {
  readonly files: readonly string[];
  readonly edges: readonly Edge[];
  /**
   * Every free-standing name that a file uses and does not declare, types included; members and
   * keys are not names.
   */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const literal = (node: unknown): string | undefined =>
  isNode(node) && typeof node['value'] === 'string' ? node['value'] : undefined;

/** Static, re-exporting, lazy and type imports alike. */
function importOf(node: Node): Import | undefined {
  const found = (source: unknown, typeOnly: boolean): Import | undefined => {
    const specifier = literal(source);
    return specifier === undefined ? undefined : { specifier, typeOnly };
  };
  switch (node['type']) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return found(node['source'], node['typeOnly'] === true);
    case 'TsImportType':
      return found(node['argument'], true);
    case 'CallExpression': {
      const { callee, arguments: args } = node;
      if (!isNode(callee) || callee['type'] !== 'Import' || !Array.isArray(args)) return undefined;
      return found(isNode(args[0]) ? args[0]['expression'] : undefined, false);
    }
    default:
      return undefined;
  }
}

/**
 * Where an identifier is not a free-standing name: `x.process`, `{ process: 1 }`, `import { process
 * }`.
 */
const PLAIN_PROPERTY: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ['property'],
  KeyValueProperty: ['key'],
  KeyValuePatternProperty: ['key'],
  MethodProperty: ['key'],
  ClassProperty: ['key'],
  ClassMethod: ['key'],
  TsPropertySignature: ['key'],
  TsMethodSignature: ['key'],
  TsQualifiedName: ['right'],
  ImportSpecifier: ['imported'],
  ExportSpecifier: ['exported'],
};

interface Findings {
  readonly imports: Import[];
  readonly names: Set<string>;
  readonly declared: Set<string>;
}

function visit(value: unknown, findings: Findings): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, findings);
    return;
  }
  if (!isNode(value)) return;
  const found = importOf(value);
  if (found !== undefined) findings.imports.push(found);
  const { type, value: text } = value;
  if (type === 'Identifier' && typeof text === 'string') findings.names.add(text);
  for (const name of declaredBy(value)) findings.declared.add(name);
  const skipped = PLAIN_PROPERTY[String(type)];
  for (const key in value) {
    const child = value[key];
    // Half of all objects of a tree are positions.
    if (key === 'span' || !isNode(child)) continue;
    const plain = skipped?.includes(key) && child['type'] === 'Identifier';
    if (!plain) visit(child, findings);
  }
}

async function readFindings(path: string): Promise<Findings> {
  const findings: Findings = { imports: [], names: new Set(), declared: new Set() };
  const tree: Module = await parse(await readFile(path, 'utf8'), { syntax: 'typescript' });
  visit(tree.body, findings);
  for (const name of findings.declared) findings.names.delete(name);
  return findings;
}

function edgeOf(from: string, { specifier, typeOnly }: Import): Edge {
  if (!specifier.startsWith('.')) return { from, to: specifier, kind: 'package', typeOnly };
  const to = posix.normalize(posix.join(posix.dirname(from), specifier));
  return { from, to, kind: 'file', typeOnly };
}

/** Every TypeScript file below a folder, relative to it, with `/`. */
export async function listSources(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Reads every TypeScript file below a folder with a real parser. */
export async function readSourceGraph(root: string): Promise<SourceGraph> {
  const files = await listSources(root);
  const read = await Promise.all(
    files.map(async (file) => [file, await readFindings(join(root, file))] as const),
  );
  return {
    files,
    edges: read.flatMap(([file, { imports }]) => imports.map((found) => edgeOf(file, found))),
    names: new Map(read.map(([file, { names }]) => [file, names])),
  };
}
