import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import { BuildError } from './build-error.ts';
import { RESOLVING } from './main-script.ts';

/** The modules that Engine.IO's client imports from itself, and the whole of it. */
const OWN = /^\.{1,2}\/|^engine\.io-client$/;
const MODULE = /[\\/]engine\.io-client[\\/]/;
const TRANSPORTS = /engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]index\.js$/;
/** Long polling is loaded when it is needed (client/connection/long-polling.ts); WebTransport never is. */
const WEB_SOCKET_ALONE = `import { WS } from './websocket.js'; export const transports = { websocket: WS };`;

/** A chat keeps one connection: it needs no cache of managers by address. */
const SOCKET_INDEX = /socket\.io-client[\\/]build[\\/]esm[\\/]index\.js$/;
const MANAGER_ALONE = `export { Manager } from './manager.js';`;

/** Socket.IO's emitter is a copy of that of its MessagePack parser, with one more name for a method. */
const EMITTER = /@socket\.io[\\/]component-emitter[\\/]lib[\\/]esm[\\/]index\.js$/;
const PARSERS_EMITTER = `import Emitter from 'component-emitter';
Emitter.prototype.emitReserved = Emitter.prototype.emit;
export { Emitter };`;

const ADDRESS = /engine\.io-client[\\/]build[\\/]esm[\\/]contrib[\\/]parseuri\.js$/;
/** What Engine.IO's client asks of an address. Its own parser is written for browsers without `URL`. */
export const URL_ALONE = `export function parse(address) {
  const { protocol, hostname, port, search } = new URL(address);
  const host = hostname.replace(/[[\\]]/g, '');
  return { protocol: protocol.slice(0, -1), host, port, query: search.slice(1) };
}`;

const INDEX = /engine\.io-client[\\/]build[\\/]esm[\\/]index\.js$/;
/** The one statement of the index that is not an export of another module. */
const STATEMENT = 'export const protocol = Socket.protocol;\n';

/** The index as a list of exports alone, each of which can be left out. @throws BuildError */
export function onlyExports(source: string): string {
  if (!source.includes(STATEMENT)) {
    throw new BuildError("The index of Engine.IO's client is not what the builder expects.");
  }
  return source.replace(STATEMENT, '');
}

/**
 * Bundles Engine.IO's client without the transports that the page does not begin with and with the browser's parser of
 * addresses, and Socket.IO's without its cache and with one emitter: saves 3.8 KB. The first package does not declare
 * that its modules only define something, so bundlers would keep the transports anyway.
 */
export const SMALLER_ENGINE: Plugin = {
  name: 'smaller-engine',
  setup({ onLoad, onResolve, resolve }) {
    onResolve(
      { filter: OWN },
      async ({ path, importer, namespace, resolveDir, kind, pluginData }) => {
        const isOwn = !path.startsWith('.') || MODULE.test(importer);
        if (!isOwn || pluginData === RESOLVING) return undefined;
        const options = { importer, namespace, resolveDir, kind, pluginData: RESOLVING };
        const found = await resolve(path, options);
        return found.errors.length > 0 ? undefined : { path: found.path, sideEffects: false };
      },
    );
    onLoad({ filter: INDEX }, async ({ path }) => ({
      contents: onlyExports(await readFile(path, 'utf8')),
    }));
    onLoad({ filter: TRANSPORTS }, () => ({ contents: WEB_SOCKET_ALONE }));
    onLoad({ filter: SOCKET_INDEX }, () => ({ contents: MANAGER_ALONE }));
    onLoad({ filter: ADDRESS }, () => ({ contents: URL_ALONE }));
    onLoad({ filter: EMITTER }, ({ path }) => ({
      contents: PARSERS_EMITTER,
      resolveDir: dirname(path),
    }));
  },
};
