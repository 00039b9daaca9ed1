import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import {
  cycles,
  type DeclaredPackages,
  danglingImports,
  importsOfTests,
  impurities,
  isProduct,
  undeclaredPackages,
  wrongDirections,
} from './architecture.ts';
import { readSourceGraph, type SourceGraph } from './source-graph.ts';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));
const PACKAGES = v.record(v.string(), v.string());
const MANIFEST = v.object({ dependencies: PACKAGES, devDependencies: PACKAGES });

let graph: SourceGraph;
let declared: DeclaredPackages;

beforeAll(async () => {
  graph = await readSourceGraph(SOURCE);
  const manifest = await readFile(join(SOURCE, '..', 'package.json'), 'utf8');
  declared = v.parse(MANIFEST, JSON.parse(manifest));
});

describe('the source tree', () => {
  it('is large enough to have been read', () => {
    const product = graph.files.filter(isProduct).length;
    process.stdout.write(
      `architecture: ${graph.files.length} files (${product} product), ${graph.edges.length} imports\n`,
    );
    expect(product).toBeGreaterThan(40);
    expect(graph.edges.length).toBeGreaterThan(graph.files.length);
    expect(danglingImports(graph)).toEqual([]);
  });

  it('imports along the arrows only', () => {
    expect(wrongDirections(graph)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(cycles(graph)).toEqual([]);
  });

  it('keeps protocol, crypto and client free of Node and of the page', () => {
    expect(impurities(graph)).toEqual([]);
  });

  it('runs on the declared dependencies', () => {
    expect(undeclaredPackages(graph, declared)).toEqual([]);
  });

  it.each(['client', 'backend'])('has at most five modules directly in %s', (folder) => {
    const direct = graph.files.filter((file) => isProduct(file) && dirname(file) === folder);
    expect(direct.length).toBeGreaterThan(0);
    expect(direct.length).toBeLessThanOrEqual(5);
  });
});

describe('scripts/', () => {
  it('imports nothing from test/', async () => {
    const scripts = await readSourceGraph(join(SOURCE, '..', 'scripts'));
    expect(scripts.edges.length).toBeGreaterThan(scripts.files.length);
    expect(importsOfTests(scripts)).toEqual([]);
  });

  it('is reported when it does', async () => {
    const seed = { 'release/a.ts': "import type { A } from '../../test/support/a.ts';" };
    expect(importsOfTests(await seeded(seed))).toEqual([
      'release/a.ts must not import ../test/support/a.ts',
    ]);
  });
});

/** A small valid tree, into which each case puts one fault. */
const SOUND = {
  'protocol/name.ts': 'export const name = "x"; export type Window = { process: number };',
  'crypto/verify.ts': "import { name } from '../protocol/name.ts'; export const verify = name;",
  'crypto/open.ts': "export * from './verify.ts'; export const o = { document: 1 }.document;",
  'client/chat.ts': "import { verify } from '../crypto/verify.ts'; export const chat = verify;",
  'client/own.ts':
    'const f = ({ a: window }, [process = 1], ...Buffer) => { try { } catch (document) { document; } window; };',
  'backend/relay.ts': "import 'koa'; import { verify } from '../crypto/verify.ts'; verify;",
  'backend/relay.test.ts': "import '../client/chat.ts'; import '@jest/globals';",
  'local.ts': "import './backend/relay.ts'; process.exit();",
};

const DECLARED = { dependencies: { koa: '1' }, devDependencies: { '@jest/globals': '1' } };

async function seeded(changes: Record<string, string>): Promise<SourceGraph> {
  const root = await mkdtemp(join(tmpdir(), 'live-chat-tree-'));
  for (const [file, text] of Object.entries({ ...SOUND, ...changes })) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  const found = await readSourceGraph(root);
  await rm(root, { recursive: true });
  return found;
}

const faultsOf = (found: SourceGraph): string[] => [
  ...wrongDirections(found),
  ...cycles(found),
  ...impurities(found),
  ...undeclaredPackages(found, DECLARED),
  ...danglingImports(found),
];

describe('the check itself', () => {
  it('finds nothing in a valid tree', async () => {
    expect(faultsOf(await seeded({}))).toEqual([]);
  });

  it.each([
    [
      'an import against the arrow',
      'protocol/a.ts',
      "import '../client/chat.ts';",
      'client/chat.ts',
    ],
    [
      'a re-export against the arrow',
      'crypto/a.ts',
      "export * from '../client/chat.ts';",
      'client',
    ],
    ['a lazy import against the arrow', 'client/a.ts', "await import('../local.ts');", 'local.ts'],
    [
      'a type against the arrow',
      'protocol/a.ts',
      "export type A = import('../client/chat.ts').A;",
      'client',
    ],
    [
      'a relay that opens messages',
      'backend/a.ts',
      "import '../crypto/open.ts';",
      'crypto/open.ts',
    ],
    [
      'product code that needs a test',
      'local/a.ts',
      "import '../backend/relay.test.ts';",
      'relay.test',
    ],
    ['an unknown folder', 'utils/a.ts', 'export {};', 'utils/a.ts is in no folder'],
    ['Node in a pure folder', 'client/a.ts', "import 'node:fs';", 'node:fs'],
    ['a global of Node in a pure folder', 'crypto/a.ts', 'Buffer.from([]);', 'must not use Buffer'],
    [
      'a global through globalThis',
      'crypto/a.ts',
      'globalThis.process;',
      'must not use globalThis',
    ],
    ['a global in a declaration', 'client/a.ts', 'const { a = process } = {};', 'use process'],
    ['a global of the page in a pure folder', 'client/a.ts', 'f(() => document);', 'use document'],
    [
      'a type of Node in a pure folder',
      'client/a.ts',
      'export const a = (b: Buffer) => b;',
      'Buffer',
    ],
    ['a package for development only', 'backend/a.ts', "import '@jest/globals';", '@jest/globals'],
    ['a package that a test did not declare', 'backend/a.test.ts', "import 'ws';", 'ws'],
    ['a missing file', 'backend/a.ts', "import './gone.ts';", 'does not exist'],
  ])('finds %s', async (_case, file, text, fault) => {
    const faults = faultsOf(await seeded({ [file]: text }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it('finds an import cycle and shows it', async () => {
    const found = await seeded({
      'client/a.ts': "import './b.ts';",
      'client/b.ts': "import './c.ts';",
      'client/c.ts': "import './a.ts';",
    });
    expect(faultsOf(found)).toEqual(['client/a.ts → client/b.ts → client/c.ts → client/a.ts']);
  });
});
