import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { BuildError } from './build-error.ts';
import { type Bundle, bundle } from './bundle.ts';
import { onlyExports, URL_ALONE } from './smaller-engine.ts';

const SOURCE = fileURLToPath(new URL('../browser', import.meta.url));
const MANIFEST = createRequire(import.meta.url).resolve('engine.io-client/package.json');

describe("Engine.IO's client on the page", () => {
  let page: Bundle;
  beforeAll(async () => {
    page = await bundle(SOURCE, ['main.ts']);
  });
  const text = (file = ''): string => Buffer.from(page.files.get(file) ?? '').toString();

  it('begins with the WebSocket transport, and loads long polling when it is needed', () => {
    const polling = [...page.files.keys()].find((file) => /long-polling-\w+\.js$/.test(file));
    expect(text(page.main)).toContain('"websocket"');
    expect(text(page.main)).not.toMatch(/XMLHttpRequest|WebTransport\(/);
    expect(text(polling)).toContain('XMLHttpRequest');
    expect(text(polling)).not.toContain('WebSocket(');
  });

  it("comes with one emitter, which the parser uses, too, and without Engine.IO's own parser of addresses", () => {
    expect(text(page.main).match(/\.prototype\.hasListeners=/g)).toHaveLength(1);
    expect(text(page.main)).not.toContain('URI too long');
  });

  it.each([
    'https://chat.example',
    'http://localhost:3000',
    'https://chat.example:8443/path?query=1#part',
    'http://192.0.2.1:8080',
    'http://[2001:db8::1]:3000',
    'wss://chat.example/?a=b&c',
  ])('reads %s like its own parser', async (address) => {
    const own = await import(MANIFEST.replace('package.json', 'build/esm/contrib/parseuri.js'));
    const { parse } = await import(`data:text/javascript,${encodeURIComponent(URL_ALONE)}`);
    const { protocol, host, port, query } = own.parse(address);
    expect(parse(address)).toEqual({ protocol, host, port, query });
  });

  it('has an index of exports alone', async () => {
    const index = await readFile(MANIFEST.replace('package.json', 'build/esm/index.js'), 'utf8');
    expect(onlyExports(index)).not.toMatch(/^(?!import|export \{)./m);
    expect(() => onlyExports('export const other = 1;')).toThrow(BuildError);
  });
});
