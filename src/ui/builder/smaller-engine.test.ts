import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { BuildError } from './build-error.ts';
import { bundle } from './bundle.ts';
import { onlyExports } from './smaller-engine.ts';

const SOURCE = fileURLToPath(new URL('../browser', import.meta.url));
const MANIFEST = createRequire(import.meta.url).resolve('engine.io-client/package.json');

describe("Engine.IO's client on the page", () => {
  it('begins with the WebSocket transport, and loads long polling when it is needed', async () => {
    const { files, main = '' } = await bundle(SOURCE, ['main.ts']);
    const text = (file: string) => Buffer.from(files.get(file) ?? '').toString();
    const polling = [...files.keys()].find((file) => /long-polling-\w+\.js$/.test(file)) ?? '';
    expect(text(main)).toContain('"websocket"');
    expect(text(main)).not.toMatch(/XMLHttpRequest|WebTransport\(/);
    expect(text(polling)).toContain('XMLHttpRequest');
    expect(text(polling)).not.toContain('WebSocket(');
  });

  it('has an index of exports alone', async () => {
    const index = await readFile(MANIFEST.replace('package.json', 'build/esm/index.js'), 'utf8');
    expect(onlyExports(index)).not.toMatch(/^(?!import|export \{)./m);
    expect(() => onlyExports('export const other = 1;')).toThrow(BuildError);
  });
});
