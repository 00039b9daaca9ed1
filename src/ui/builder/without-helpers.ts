import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { BuildError } from './build-error.ts';

/** CommonJS modules that the page needs: Socket.IO's MessagePack parser and what that requires. */
const COMMON_JS =
  /node_modules[\\/](?:notepack\.io|socket\.io-msgpack-parser|component-emitter)[\\/].*\.js$/;

/**
 * A CommonJS module as an ES module. Its requirements are imported, and what it assigns to `exports`
 * by name is exported by name.
 */
export function toEsModule(source: string): string {
  const imports: string[] = [];
  const body = source.replace(/\brequire\((["'][^"']+["'])\)/g, (_call, specifier) => {
    const name = `required${imports.length}`;
    imports.push(`import ${name} from ${specifier};`);
    return name;
  });
  const names = new Set([...source.matchAll(/\bexports\.(\w+) = /g)].map(([, name]) => name));
  const named = [...names].map((name) => `const ${name}_ = module.exports.${name};`);
  const exported = [...names].map((name) => `${name}_ as ${name}`);
  return [
    ...imports,
    'const module = { exports: {} };',
    'const exports = module.exports;',
    body,
    ...named,
    `export { ${exported.join(', ')} };`,
    'export default module.exports;',
  ].join('\n');
}

/** Where Socket.IO's client uses its parser as a namespace. Its default export is the same object. */
const MANAGER = /node_modules[\\/]socket\.io-client[\\/]build[\\/]esm[\\/]manager\.js$/;
const NAMESPACE_IMPORT = 'import * as parser from';

/** @throws BuildError when this version of Socket.IO's client imports its parser in another way */
export function toDefaultImport(source: string): string {
  if (!source.includes(NAMESPACE_IMPORT)) {
    throw new BuildError("Socket.IO's client no longer imports its parser as a namespace.");
  }
  return source.replace(NAMESPACE_IMPORT, 'import parser from');
}

/**
 * Bundles CommonJS and namespaces as plain ES modules. Otherwise esbuild puts its helpers for them
 * into a chunk of their own, which costs the page one more request before it can start.
 */
export const WITHOUT_HELPERS: Plugin = {
  name: 'without-helpers',
  setup: ({ onLoad }) => {
    onLoad({ filter: COMMON_JS }, async ({ path }) => ({
      contents: toEsModule(await readFile(path, 'utf8')),
    }));
    onLoad({ filter: MANAGER }, async ({ path }) => ({
      contents: toDefaultImport(await readFile(path, 'utf8')),
    }));
  },
};
