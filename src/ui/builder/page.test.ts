import { createHash } from 'node:crypto';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { BuildError } from './build-error.ts';
import { buildPage } from './page.ts';

const PAGE = {
  'index.html': `<!doctype html><html lang="en"><head><title>t</title>
    <link rel="icon" href="./assets/icon.svg"><link rel="manifest" href="assets/app.webmanifest">
    <link rel="stylesheet" href="./main.css"><script type="module" src="./main.ts"></script></head>
    <body><a href="#top" :href="here">top</a><a href="https://example.org/x.css">x</a>
    <svg><use href="assets/icon.svg#ring"></use></svg></body></html>`,
  'main.ts': `import { shared } from './shared.ts';
    const later = import('./lazy.ts');
    document.title = shared + String(later) + 'filler so that compression pays '.repeat(3);`,
  'lazy.ts': `import { shared } from './shared.ts'; export const lazy = shared.toUpperCase();`,
  'shared.ts': `import { word } from 'dependency'; export const shared = 'shared ' + word;`,
  'main.css': `@import './colours.css'; body { margin: 0 }`,
  'colours.css': `:root { color: rgb(1, 2, 3) }`,
  'assets/icon.svg': `<svg xmlns="http://www.w3.org/2000/svg"><g id="ring"></g></svg>`,
  'assets/app.webmanifest': `{ "name": "t", "icons": [{ "src": "icon.svg", "sizes": "any" }] }`,
  'node_modules/dependency/package.json': `{ "name": "dependency", "version": "1.2.3",
    "license": "ISC", "type": "module", "exports": "./index.js" }`,
  'node_modules/dependency/index.js': `export const word = 'dependency';`,
};

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function makePage(changes: Record<string, string> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'live-chat-page-'));
  folders.push(root);
  const source = join(root, 'source');
  for (const [file, text] of Object.entries({ ...PAGE, ...changes })) {
    await mkdir(dirname(join(source, file)), { recursive: true });
    await writeFile(join(source, file), text);
  }
  return { source, out: join(root, 'out') };
}

async function readAll(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(folder.length + 1), (await readFile(path)).toString('base64')] as const;
  });
  return Object.fromEntries((await Promise.all(read)).sort());
}

const integrityOf = (bytes: Uint8Array): string =>
  `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
const indexOf = (out: string): Promise<string> => readFile(join(out, 'index.html'), 'utf8');

describe('a built page', () => {
  it('includes its hash in every file name', async () => {
    const page = await makePage();
    await buildPage(page);
    const html = await indexOf(page.out);
    expect(html).toMatch(/<script type="module" src="\/assets\/main-[A-Z0-9]{8}\.js" /);
    expect(html).toMatch(/<link rel="stylesheet" href="\/assets\/main-[A-Z0-9]{8}\.css" /);
    expect(html).toMatch(/<link rel="icon" href="\/assets\/icon-[A-F0-9]{8}\.svg">/);
    expect(html).toMatch(/<use href="\/assets\/icon-[A-F0-9]{8}\.svg#ring">/);
  });

  it('contains the files that index.html includes, with their references', async () => {
    const page = await makePage({
      'index.html': PAGE['index.html'].replace(
        '<body>',
        '<body>\n  <!-- include ./part/a.html -->\n',
      ),
      'part/a.html':
        '<p>part <img src="./assets/icon.svg"></p>\n  <!-- include ./part/b.html -->\n',
      'part/b.html': '<p>part of the part</p>\n',
    });
    await buildPage(page);
    expect(await indexOf(page.out)).toMatch(
      /<body>\n<p>part <img src="\/assets\/icon-\w+\.svg"><\/p>\n<p>part of the part</,
    );
  });

  it('leaves other addresses and bound attributes alone', async () => {
    const page = await makePage();
    await buildPage(page);
    const html = await indexOf(page.out);
    expect(html).toContain('<a href="#top" :href="here">');
    expect(html).toContain('href="https://example.org/x.css"');
  });

  it('has one script, from which lazy scripts import what both use', async () => {
    const page = await makePage();
    await buildPage(page);
    const html = await indexOf(page.out);
    expect(html).not.toMatch(/<(?:script|link)[^>]*lazy-/);
    const files = Object.entries(await readAll(page.out)).filter(([file]) => /\.js$/.test(file));
    expect(files.map(([file]) => file.replace(/-[A-Z0-9]{8}/, ''))).toEqual([
      'assets/lazy.js',
      'assets/main.js',
    ]);
    const [lazy = '', main = ''] = files.map(([, text]) => Buffer.from(text, 'base64').toString());
    expect(lazy).toMatch(/^import\{\w+ as \w+\}from"main";/);
    expect(lazy).not.toContain('shared ');
    expect(main).toContain('shared ');
    expect(main).toContain(`import("/${files[0]?.[0]}")`);
  });

  it('has lazy scripts that also use each other, other entries and packages', async () => {
    const page = await makePage({
      'index.html': `<script type="module" src="first.ts"></script>${PAGE['index.html']}`,
      'first.ts': `export const first = 'first';`,
      'lazy.ts': `import { shared } from './shared.ts'; import { both } from './both.ts';
        import { word } from 'dependency'; const other = import('./other.ts');
        const first = import('./first.ts'); export const lazy = [shared, word, both, other, first];`,
      'other.ts': `import { both } from './both.ts'; export default 'other ' + both;`,
      'both.ts': `export const both = 'of both ' + globalThis.location;`,
    });
    await buildPage(page);
    const files = await readAll(page.out);
    const text = (name: string): string => {
      const file = Object.keys(files).find((each) => new RegExp(`${name}-\\w+\\.js$`).test(each));
      return Buffer.from(files[file ?? ''] ?? '', 'base64').toString();
    };
    expect(text('lazy')).toMatch(/(?:import\{\w+ as \w+\}from"main";?){2}/);
    expect(text('lazy')).toMatch(/import\("\/assets\/first-\w+\.js"\)/);
    expect(text('main')).toContain('dependency');
    expect([text('lazy'), text('other')].join()).not.toMatch(/of both|dependency/);
    expect(text('chunk')).toContain('of both');
  });

  it('has the hash of every script and style sheet in its tag', async () => {
    const page = await makePage();
    await buildPage(page);
    const html = await indexOf(page.out);
    const tags = html.match(/<(?:script|link)[^>]*(?:\.js|\.css)"[^>]*>/g) ?? [];
    expect(tags).toHaveLength(2);
    for (const tag of tags) {
      const [, address = ''] = /(?:src|href)="\/([^"]+)"/.exec(tag) ?? [];
      expect(tag).toContain(` integrity="${integrityOf(await readFile(join(page.out, address)))}"`);
    }
  });

  it('has the hashes of all scripts, including lazy ones, in an import map before any module', async () => {
    const page = await makePage();
    await buildPage(page);
    const html = await indexOf(page.out);
    const [before, map = '', after] = html.split(/<script type="importmap">([^<]*)<\/script>/);
    expect(before).not.toContain('<script');
    expect(after).toContain('<script type="module"');
    const scripts = Object.entries(await readAll(page.out)).filter(([file]) => /\.js$/.test(file));
    expect(scripts.map(([file]) => file).join()).toContain('lazy-');
    expect(JSON.parse(map)).toEqual({
      imports: { main: expect.stringMatching(/^\/assets\/main-\w{8}\.js$/) },
      integrity: Object.fromEntries(
        scripts.map(([file, bytes]) => [`/${file}`, integrityOf(Buffer.from(bytes, 'base64'))]),
      ),
    });
  });

  it('has a manifest that references the built icons', async () => {
    const page = await makePage();
    const files = (await buildPage(page)).map(({ file }) => file);
    const manifest = files.find((file) => file.endsWith('.webmanifest')) ?? '';
    const { icons } = JSON.parse(await readFile(join(page.out, manifest), 'utf8'));
    expect(files.map((file) => `/${file}`)).toContain(icons[0].src);
  });

  it('has a manifest with the members of the one that it extends, and its own', async () => {
    const page = await makePage({
      'assets/app.webmanifest': '{ "extends": "base.webmanifest", "display": "standalone" }',
      'assets/base.webmanifest': '{ "name": "t", "icons": [{ "src": "icon.svg" }] }',
    });
    const files = (await buildPage(page)).map(({ file }) => file);
    const manifest = files.find((file) => file.endsWith('.webmanifest')) ?? '';
    const icon = files.find((file) => file.endsWith('.svg')) ?? '';
    expect(JSON.parse(await readFile(join(page.out, manifest), 'utf8'))).toEqual({
      name: 't',
      icons: [{ src: `/${icon}` }],
      display: 'standalone',
    });
  });

  it('has compressed variants that are smaller and decompress to the same bytes', async () => {
    const page = await makePage();
    await buildPage(page);
    const files = await readAll(page.out);
    const script = Object.keys(files).find((file) => /main-\w+\.js$/.test(file)) ?? '';
    const [plain, brotli, gzip] = ['', '.br', '.gz'].map((suffix) =>
      Buffer.from(files[`${script}${suffix}`] ?? '', 'base64'),
    );
    if (!plain || !brotli || !gzip) throw new Error('a form is missing');
    expect(brotli.length).toBeLessThan(plain.length);
    expect(brotliDecompressSync(brotli)).toEqual(plain);
    expect(gunzipSync(gzip)).toEqual(plain);
  });

  it('has a service worker with the digests of all files, which the HTML lists without its own', async () => {
    const page = await makePage({ 'offline/service-worker.ts': 'self.published = BUILD;' });
    await buildPage(page);
    const script = await readFile(join(page.out, 'service-worker.js'), 'utf8');
    const published: { files: Record<string, string>; pages: Record<string, string> } =
      new Function('self', `${script}; return self.published;`)({});
    const files = Object.entries(await readAll(page.out)).filter(
      ([file]) => !/\.(?:br|gz|txt)$|^service-worker/.test(file),
    );
    const digests = files.map(([file, bytes]) => {
      const digest = createHash('sha256').update(bytes, 'base64').digest('base64');
      return [`/${file}`, `sha256-${digest}`] as const;
    });
    expect(Object.keys(published.files).join()).toContain('/index.fi.html');
    expect(published.files).toEqual(Object.fromEntries(digests));
    expect(published.pages).toMatchObject({ en: '/index.html', fi: '/index.fi.html' });
    const [, map = ''] = /<script type="importmap">([^<]*)</.exec(await indexOf(page.out)) ?? [];
    expect(JSON.parse(map).integrity).toMatchObject({ '/service-worker.js': '' });
  });

  describe('with a link to the licences', () => {
    const linked = {
      'index.html': PAGE['index.html'].replace('<body>', '<body><a href="./licences.txt">l</a>'),
    };
    const licence = { 'node_modules/dependency/LICENSE': 'Do as you like.' };

    it('has those of the packages that it contains, and of no others', async () => {
      const other = { 'node_modules/other/package.json': '{ "name": "other" }' };
      const page = await makePage({ ...linked, ...licence, ...other });
      await buildPage(page);
      const [, file = ''] =
        /href="\/(assets\/licences-\w+\.txt)"/.exec(await indexOf(page.out)) ?? [];
      const text = await readFile(join(page.out, file), 'utf8');
      expect(text).toBe('dependency 1.2.3 (ISC)\n======================\n\nDo as you like.\n');
    });

    it('is not built when a package has no licence', async () => {
      const page = await makePage(linked);
      await expect(buildPage(page)).rejects.toThrow(BuildError);
      await expect(buildPage(page)).rejects.toThrow('contains dependency, whose licence');
    });
  });

  it('is the same bytes when built from another folder', async () => {
    const first = await makePage();
    const second = await makePage();
    await buildPage(first);
    await buildPage(second);
    const files = await readAll(first.out);
    expect(Object.keys(files).length).toBeGreaterThan(10);
    expect(await readAll(second.out)).toEqual(files);
  });

  it('renames files that changed, and removes stale ones', async () => {
    const page = await makePage();
    await buildPage(page);
    const before = Object.keys(await readAll(page.out));
    await writeFile(join(page.source, 'colours.css'), ':root { color: red }');
    await buildPage(page);
    const after = Object.keys(await readAll(page.out));
    const css = (names: string[]) => names.filter((name) => name.endsWith('.css'));
    expect(css(after)).not.toEqual(css(before));
    expect(after).toHaveLength(before.length);
    const others = (names: string[]) => names.filter((name) => !name.includes('.css'));
    expect(others(after)).toEqual(others(before));
  });

  it('keeps complete files, and repairs a truncated asset and a truncated variant', async () => {
    const page = await makePage();
    await buildPage(page);
    const whole = await readAll(page.out);
    const scripts = Object.keys(whole).filter((name) => name.endsWith('.js'));
    const [kept = '', cut = ''] = scripts.map((name) => join(page.out, name));
    const inodes = () =>
      Promise.all([kept, join(page.out, 'index.html')].map(async (path) => (await stat(path)).ino));
    const before = await inodes();
    await truncate(cut, 1);
    await truncate(join(page.out, 'index.fi.html.br'), 1);
    await rm(join(page.out, 'index.de.html.gz'));
    await buildPage(page);
    expect(await inodes()).toEqual(before);
    expect(await readAll(page.out)).toEqual(whole);
  });

  it('may be written by two builds at the same time', async () => {
    const page = await makePage();
    const other = `${page.source}-copy`;
    await cp(page.source, other, { recursive: true });
    await Promise.all([buildPage(page), buildPage({ source: other, out: page.out })]);
    expect(Object.keys(await readAll(page.out)).some((name) => name.endsWith('.tmp'))).toBe(false);
    expect(await indexOf(page.out)).toContain('/assets/main-');
  });
});

describe('a page that cannot be built', () => {
  it.each([
    ['a syntax error', { 'main.ts': 'const = 1' }, /main\.ts:1:6/],
    ['an import that is not there', { 'main.ts': "import './gone.ts'" }, /gone\.ts/],
    ['a style sheet that is not there', { 'main.css': "@import './gone.css'" }, /gone\.css/],
    ['a manifest that is none', { 'assets/app.webmanifest': '[' }, /app\.webmanifest is not/],
    [
      'a manifest that extends one that is not there',
      { 'assets/app.webmanifest': '{ "extends": "gone.webmanifest" }' },
      /app\.webmanifest names assets\/gone\.webmanifest/,
    ],
    [
      'an included file that is not there',
      { 'index.html': '<head></head>\n<!-- include ./parts/gone.html -->\n' },
      /index\.html includes parts\/gone\.html/,
    ],
    [
      'a picture that is not there',
      { 'index.html': '<head></head><img src="gone.png">' },
      /index\.html names gone\.png/,
    ],
  ])('reports the location: %s', async (_case, changes: Record<string, string>, message) => {
    const page = await makePage(changes);
    const failure = await buildPage(page).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BuildError);
    expect(String(failure)).toMatch(message);
    await expect(readdir(page.out)).rejects.toThrow('ENOENT');
  });

  it('names a missing index.html', async () => {
    const page = await makePage();
    await rm(join(page.source, 'index.html'));
    await expect(buildPage(page)).rejects.toThrow(/includes index\.html/);
  });
});
