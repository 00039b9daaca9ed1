import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readArguments } from '../../scripts/release/digests/arguments.ts';
import { differences, listFiles, printListing } from '../../scripts/release/digests/listing.ts';
import { printDigests } from '../../scripts/release/digests/print-digests.ts';
import { downloadSite, parseSite } from '../../scripts/release/digests/site.ts';
import { buildPage } from '../../src/ui/builder/page.ts';
import { BUILT_PAGE, PAGE_SOURCE } from '../../src/ui/builder/paths.ts';
import { createPageApp } from '../../src/ui/server/app.ts';
import { readPageFiles } from '../../src/ui/server/page-files.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/**
 * The installed packages that the page is built from; npm lays them out the same way in every
 * checkout.
 */
const PACKAGES = [
  '@alpinejs',
  '@noble',
  '@socket.io',
  '@msgpack',
  'component-emitter',
  'debug',
  'engine.io-client',
  'engine.io-parser',
  'ms',
  'notepack.io',
  'socket.io-client',
  'socket.io-msgpack-parser',
  'socket.io-parser',
  'valibot',
];

interface Outcome {
  readonly code: number | null;
  readonly answer: string;
  readonly errors: string;
}

/** Starts the command of another checkout. */
function runDigests(
  root: string,
  args: readonly string[] = [],
  { env = {}, umask = '022' } = {},
): Promise<Outcome> {
  const tsx = join(ROOT, 'node_modules/.bin/tsx');
  const line = 'umask "$1"; shift; exec "$@"';
  const command = [umask, tsx, join(root, 'scripts/release/digests/main.ts'), ...args];
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', line, 'sh', ...command], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    const texts = { answer: '', errors: '' };
    child.stdout.on('data', (chunk) => {
      texts.answer += chunk;
    });
    child.stderr.on('data', (chunk) => {
      texts.errors += chunk;
    });
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}

const folders: string[] = [];
const servers: Server[] = [];
/** The digests of another checkout. */
let elsewhere: Outcome;

async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), name));
  folders.push(folder);
  return folder;
}

/** Another checkout, without its packages. */
async function copySources(name: string): Promise<string> {
  const root = join(await makeFolder(name), 'a checkout');
  for (const path of ['src', 'scripts', 'package.json', 'tsconfig.json']) {
    await cp(join(ROOT, path), join(root, path), { recursive: true });
  }
  return root;
}

/** Another checkout, with the packages that its page is built from. */
async function copyCheckout(name: string): Promise<string> {
  const root = await copySources(name);
  const modules = join(root, 'node_modules');
  await mkdir(modules);
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    const [from, to] = [join(ROOT, 'node_modules', name), join(modules, name)];
    await (PACKAGES.includes(name) ? cp(from, to, { recursive: true }) : symlink(from, to));
  }
  return root;
}

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What the command prints in this checkout, without a process of its own. */
async function printed(args: readonly string[], build = unexpectedBuild): Promise<string> {
  const texts: string[] = [];
  await printDigests(args, (text) => texts.push(text), build);
  return texts.join('');
}

const unexpectedBuild = (): Promise<ReadonlyMap<string, Uint8Array>> => {
  throw new TypeError('the page is built without need');
};

const download = async (address: string) => downloadSite(parseSite(address));

/** The built page on the product's own server, modified in transit if a test wants it. */
async function servePage(change: (path: string) => string | undefined = () => undefined) {
  const logger = pino({ level: 'silent' });
  const readiness = () => ({ ready: true, reasons: [] });
  const app = createPageApp({
    page: await readPageFiles(BUILT_PAGE),
    readiness,
    logger,
  }).callback();
  return serve((request, response) => {
    const changed = change(request.url ?? '');
    if (changed === undefined) void app(request, response);
    else response.end(changed);
  });
}

/** A page build takes seconds, so there is one for each place and state of the sources. */
beforeAll(async () => {
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  const root = await copyCheckout('live-chat-elsewhere-');
  const home = await makeFolder('live-chat-home-');
  const env = { HOME: home, TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
  elsewhere = await runDigests(root, [], { env, umask: '077' });
});
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

describe('the digests of a checkout', () => {
  it('are one sorted line for each file, and one for all together', () => {
    expect(elsewhere).toMatchObject({ code: 0, errors: '' });
    const lines = elsewhere.answer.trimEnd().split('\n');
    const addresses = lines.slice(0, -1).map((line) => line.replace(/^[\da-f]{64} {2}/, ''));
    expect(addresses.length).toBeGreaterThan(10);
    expect(addresses).toEqual([...addresses].sort());
    expect(addresses[0]).toBe('/');
    expect(addresses.join('\n')).toMatch(/^\/assets\/ml-kem-\w+\.js$/m);
    expect(addresses).toContain('/service-worker.js');
    expect(lines.at(-1)).toMatch(new RegExp(`^[\\da-f]{64}  all ${addresses.length} files$`));
  });

  it('in another folder, home, time zone, locale and umask are those of the page that this checkout serves', async () => {
    expect(await printed([await servePage()])).toBe(elsewhere.answer);
  });
});

describe('the digests of a deployed page', () => {
  it('are those of a checkout that builds the same', async () => {
    const address = await servePage();
    const serves = `${address} serves what this checkout builds.\n`;
    const built = await download(address);
    const answer = await printed([address, '--compare'], async () => built);
    expect(answer).toBe(`${elsewhere.answer}${serves}`);
  });

  it('are those of a checkout with packages behind a link, but for the files with the one character that differs', async () => {
    const root = await copySources('live-chat-linked-');
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    const file = join(root, 'src/ui/strings/en/errors.ts');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('run out of storage', 'run out of storagf'));
    const { code, answer, errors } = await runDigests(root, [await servePage(), '--compare']);
    expect([code, answer]).toEqual([1, elsewhere.answer]);
    expect(errors).toMatch(/^differs: /);
    const differing = [...errors.matchAll(/^([-+]) \S{64} {2}(\S+)$/gm)].map(([, ...line]) => line);
    const [page, worker] = ['/', '/service-worker.js'];
    expect(differing).toEqual(
      [page, worker].flatMap((path) => [
        ['-', path],
        ['+', path],
      ]),
    );
  });

  it('differ for a changed file, a changed service worker and a file that the HTML adds', async () => {
    const html = await readFile(join(BUILT_PAGE, 'index.html'), 'utf8');
    const more = html.replace('</head>', '<script src="/assets/more.js"></script></head>');
    const changes: Record<string, string> = {
      '/': more,
      '/assets/more.js': 'alert(1)',
      '/service-worker.js': 'alert(1)',
    };
    const changed = await servePage((path) =>
      /main-\w+\.js$/.test(path) ? 'alert(1)' : changes[path],
    );
    const [built, served] = [await download(await servePage()), await download(changed)];
    const lines = differences(listFiles(built), listFiles(served)).join('\n');
    expect(lines).toMatch(/^- \S{64} {2}(\/assets\/main-\w+\.js)\n\+ \S{64} {2}\1$/m);
    expect(lines).toMatch(/^- \S{64} {2}\/service-worker\.js\n\+ \S{64} {2}\/service-worker\.js$/m);
    expect(lines).toMatch(/^- \S{64} {2}\/\n\+ \S{64} {2}\/$/m);
    expect(lines).toMatch(/^\+ \S{64} {2}\/assets\/more\.js$/m);
  });

  it('include every file that is named, also by a manifest or a style sheet, and licences', async () => {
    const files: Record<string, string> = {
      '/': '<link rel="manifest" href="/assets/m-1.webmanifest"><link href="/assets/s-1.css">',
      '/assets/m-1.webmanifest': '{ "icons": [{ "src": "/assets/icon-1.svg" }] }',
      '/assets/s-1.css': '@font-face { src: url(/assets/font-1.woff2) } @import "/assets/t-1.js"',
      '/assets/t-1.js': '0',
      '/assets/t-1.js.LEGAL.txt': 'MIT',
      '/assets/icon-1.svg': '<svg/>',
      '/assets/font-1.woff2': 'font',
      '/assets/unnamed-1.js': '1',
    };
    const address = await serve((request, response) => {
      const text = files[request.url ?? ''];
      response.writeHead(text === undefined ? 404 : 200).end(text);
    });
    const named = Object.keys(files).filter((path) => !path.includes('unnamed'));
    const listing = printListing(listFiles(await download(address)));
    const listed = listing.trimEnd().split('\n').slice(0, -1);
    expect(listed.map((line) => line.slice(66))).toEqual(named.sort());
  });

  it.each([
    ['two addresses', ['http://a.example', 'http://b.example']],
    ['a comparison with nothing', ['--compare']],
    ['an unknown option', ['--all']],
  ])('are rejected for %s, with an explanation', (_case, args) => {
    const usage = expect.stringMatching(/^usage: scripts\/asset-digests /);
    expect(() => readArguments(args)).toThrow(
      expect.objectContaining({ code: 'usage', message: usage }),
    );
  });

  it('are rejected for no address, with an explanation', async () => {
    const message = expect.stringMatching(/^address: "example" is no address/);
    await expect(printed(['example'])).rejects.toMatchObject({ code: 'address', message });
  });

  it.each([
    ['ftp://chat.example', 'address'],
    ['https://chat.example/chat', 'address'],
    ['http://127.0.0.1:9', 'unreachable'],
  ])('are rejected for %s', async (address, code) => {
    await expect(download(address)).rejects.toMatchObject({ code });
  });

  it.each([
    ['that fails', 503, '', 'refused'],
    ['that leads elsewhere', 302, '', 'refused'],
    ['without a page', 200, 'hello', 'no-page'],
    ['without an end', 200, 'x'.repeat(5_000_000), 'too-large'],
  ])('are rejected for a site %s', async (_case, status, text, code) => {
    const address = await serve((_request, response) => {
      response.writeHead(status, { Location: '/elsewhere' }).end(text);
    });
    const refusal = expect(download(address)).rejects;
    await refusal.toMatchObject({ code });
    if (code === 'refused') await expect(download(address)).rejects.toThrow(`answers ${status}`);
  });
});
