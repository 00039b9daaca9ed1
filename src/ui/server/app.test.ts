import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildPage } from '../builder/page.ts';
import { createPageApp, type PageAppOptions } from './app.ts';
import { readPageFiles } from './page-files.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const READY = { ready: true, reasons: [] };
const logger = pino({ level: 'silent' });
const closers: (() => Promise<unknown>)[] = [];
let root = '';
let script = '';

async function serve(options: Partial<PageAppOptions> = {}) {
  const page = await readPageFiles(join(root, 'out'));
  const app = createPageApp({ page, readiness: () => READY, logger, ...options });
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const asking = request({ port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          resolve({ status: response.statusCode, headers: response.headers, body });
        });
      });
      asking.on('error', reject).end();
    });
  return { ask };
}

let site: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'live-chat-server-'));
  const source = join(root, 'source');
  await mkdir(source);
  const head =
    '<html lang="{{ page.language }}"><title>t</title><script type="module" src="main.ts"></script>';
  await writeFile(join(source, 'index.html'), `<!doctype html><head>${head}</head>`.repeat(3));
  await writeFile(join(source, 'main.ts'), `document.title = '${'compressible '.repeat(99)}';`);
  await mkdir(join(source, 'offline'));
  await writeFile(join(source, 'offline/service-worker.ts'), 'self.build = BUILD.id;');
  await buildPage({ source, out: join(root, 'out') });
  await writeFile(join(root, 'secret.txt'), 'outside');
  await writeFile(join(root, 'out', '.hidden'), 'hidden');
  const assets = await readdir(join(root, 'out', 'assets'));
  script = `/assets/${assets.find((name) => name.endsWith('.js'))}`;
  site = await serve();
});

afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  await rm(root, { recursive: true });
});

describe('the language of the page', () => {
  it.each([
    ['the one that the browser prefers', { 'Accept-Language': 'fi-FI,fi;q=0.9,en;q=0.8' }, 'fi'],
    ['the best of those that there are', { 'Accept-Language': 'sv,ar-EG;q=0.9,en;q=0.8' }, 'ar'],
    ['English when there is none of them', { 'Accept-Language': 'sv,nb;q=0.5' }, 'en'],
    ['English when the browser says nothing', {}, 'en'],
    ['English when what it says is malformed', { 'Accept-Language': ';;q=,\u00e4' }, 'en'],
    ['the chosen one', { 'Accept-Language': 'fi', Cookie: 'a=b; language=es' }, 'es'],
    ['not one that was chosen and does not exist', { Cookie: 'language=../x' }, 'en'],
  ] as const)('is %s', async (_which, headers, tag) => {
    const { body, headers: answered } = await site.ask('/', headers);
    expect(body.toString()).toContain(`<html lang="${tag}"`);
    expect(answered['vary']).toBe('Accept-Encoding, Accept-Language, Cookie');
  });

  it('is that of an error page too', async () => {
    const { status, body } = await site.ask('/nothing', { 'Accept-Language': 'ar' });
    expect(status).toBe(404);
    expect(body.toString()).toContain('<html lang="ar" dir="rtl">');
  });

  it('does not matter for assets, which every language shares', async () => {
    const { headers } = await site.ask(script, { 'Accept-Language': 'fi' });
    expect(headers['vary']).toBe('Accept-Encoding');
  });
});

describe('caching', () => {
  it('caches an asset forever, because its name changes with its content', async () => {
    const { status, headers } = await site.ask(script);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toMatch(/^text\/javascript; charset=utf-8/);
  });

  it('revalidates the page itself each time', async () => {
    for (const path of ['/', '/?invited', '/index.html', '/index.fi.html']) {
      const { status, headers } = await site.ask(path);
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('no-cache');
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
    }
  });

  it('lets no browser or cache keep an old service worker', async () => {
    const { status, headers } = await site.ask('/service-worker.js');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-type']).toMatch(/^text\/javascript/);
    expect(headers['content-security-policy']).toContain("worker-src 'self'");
  });

  it('answers 304 without a body when the client has this variant', async () => {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const accept = { 'Accept-Encoding': encoding };
      const { headers } = await site.ask('/', accept);
      const tag = String(headers.etag);
      expect(tag).toMatch(/^"[\w-]{22}"$/);
      const again = await site.ask('/', { ...accept, 'If-None-Match': tag });
      expect([again.status, again.body.length]).toEqual([304, 0]);
      expect(again.headers).toMatchObject({ etag: tag, 'cache-control': 'no-cache' });
      const other = await site.ask('/', { ...accept, 'If-None-Match': '"other"' });
      expect(other.status).toBe(200);
    }
  });

  it('does not reveal the time of the build', async () => {
    expect((await site.ask('/')).headers['last-modified']).toBeUndefined();
  });
});

describe('compression', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=1.0, gzip;q=0.8', 'br'],
    ['gzip', 'gzip'],
    ['gzip, br;q=0', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('Accept-Encoding "%s" gets %s', async (accepted, encoding) => {
    const { headers, body } = await site.ask(script, { 'Accept-Encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers.vary).toBe('Accept-Encoding');
    expect(headers['content-type']).toMatch(/^text\/javascript/);
    const open = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''];
    expect((open?.(body) ?? body).toString()).toContain('compressible');
  });

  it('gives each variant its own entity tag', async () => {
    const answers = await Promise.all(
      ['br', 'gzip', 'identity'].map((form) => site.ask(script, { 'Accept-Encoding': form })),
    );
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(3);
  });
});

describe('methods', () => {
  it('HEAD has the headers of GET and no body', async () => {
    const [get, head] = await Promise.all([site.ask(script), site.ask(script, {}, 'HEAD')]);
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ['etag', 'content-length', 'content-type', 'cache-control', 'vary']) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is rejected', async (method) => {
    const { status, headers, body } = await site.ask('/', {}, method);
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
    expect(body.toString()).toContain('accept that kind of request');
  });
});

describe('unknown addresses', () => {
  it.each([
    ['a wrong name', '/nothing'],
    ['a folder', '/assets'],
    ['a folder with its slash', '/assets/'],
    ['a hidden file', '/.hidden'],
    ['a compressed form', '/index.html.br'],
    ['a broken escape', '/%'],
    ['another host', '//example.org/'],
    ['the folder above', '/../secret.txt'],
    ['the folder above, from below', '/assets/../../secret.txt'],
    ['an escaped slash', '/..%2fsecret.txt'],
    ['escaped dots', '/%2e%2e/secret.txt'],
    ['a backslash', '/..\\secret.txt'],
    ['a zero byte', '/index.html%00.js'],
    ['an endless name', `/${'a'.repeat(4000)}`],
  ])('%s gets a plain page', async (_case, path) => {
    const { status, headers, body } = await site.ask(path);
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(body.toString()).toContain('nothing at this address');
    expect(body.toString()).not.toMatch(/outside|hidden/);
  });
});

describe('security headers', () => {
  const policy = async (path: string): Promise<Map<string, string>> => {
    const header = String((await site.ask(path)).headers['content-security-policy']);
    return new Map(
      header.split('; ').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
    );
  };

  it('allow only our own scripts and styles, no eval, and no markup from strings', async () => {
    const directives = await policy('/');
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toMatch(/^'self' 'sha256-[\w+/]{43}='$/);
    expect(directives.get('style-src')).toBe("'self'");
    expect(directives.get('require-trusted-types-for')).toBe("'script'");
    expect(directives.get('trusted-types')).toBe('default');
    expect([...directives.values()].join()).not.toMatch(/unsafe|\*|https?:/);
  });

  it('allow files of other people as pictures, video and sound, and as nothing else', async () => {
    const directives = [...(await policy('/'))];
    const open = directives.filter(([, sources]) => sources.includes('blob:'));
    expect(open.map(([name]) => name)).toEqual(['img-src', 'media-src']);
    expect(new Map(directives).get('media-src')).toBe('blob:');
  });

  it('allow one inline script by its hash: the import map', async () => {
    const html = (await site.ask('/')).body.toString();
    const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)([^>]*)>([^<]*)</g)];
    expect(inline.map(([, attributes]) => attributes)).toEqual([' type="importmap"']);
    const hash = createHash('sha256').update(String(inline[0]?.[2])).digest('base64');
    expect((await policy('/')).get('script-src')).toBe(`'self' 'sha256-${hash}'`);
  });

  it('never allow another inline script', async () => {
    const out = await mkdtemp(join(root, 'inline-'));
    await writeFile(join(out, 'index.html'), '<script>alert(1)</script>');
    const { ask } = await serve({ page: await readPageFiles(out) });
    const header = (await ask('/')).headers['content-security-policy'];
    expect(header).toContain("script-src 'self';");
  });

  const EVERYWHERE = {
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };

  it('are on every response, including errors and health', async () => {
    const answers = await Promise.all([
      site.ask('/'),
      site.ask('/nothing'),
      site.ask('/readyz'),
      site.ask('/', {}, 'POST'),
    ]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        ...EVERYWHERE,
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringMatching(
          /^camera=\(self\), microphone=\(self\), .*geolocation=\(\)/,
        ),
      });
      expect(headers).not.toHaveProperty('strict-transport-security');
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('of an asset allow it nothing, also as a worker, and take less than 600 bytes', async () => {
    for (const path of [script, '/assets/nothing.js']) {
      const { headers } = await site.ask(path, { 'Accept-Encoding': 'br' });
      expect(headers).toMatchObject(EVERYWHERE);
      expect((await policy(path)).get('default-src')).toBe("'none'");
      expect((await policy(path)).has('script-src')).toBe(false);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      expect(lines.join('').length).toBeLessThan(600);
    }
  });

  it('include HSTS only where it is configured', async () => {
    const { ask } = await serve({ hstsSeconds: 300 });
    expect((await ask('/')).headers['strict-transport-security']).toBe('max-age=300');
  });
});

describe('behind a proxy', () => {
  it('plain HTTP is rejected except for health checks', async () => {
    const { ask } = await serve({ trustedProxies: 1 });
    const plain = { 'X-Forwarded-Proto': 'http' };
    expect((await ask('/', plain)).status).toBe(403);
    expect((await ask('/readyz', plain)).status).toBe(200);
    expect((await ask('/', { 'X-Forwarded-Proto': 'https' })).status).toBe(200);
  });

  it('forwarded headers are ignored when no proxy is trusted', async () => {
    expect((await site.ask('/', { 'X-Forwarded-Proto': 'http' })).status).toBe(200);
  });
});

describe('readiness', () => {
  it('is a status without a body that changes when the server begins to stop', async () => {
    let state = { ready: true, reasons: [''] };
    const { ask } = await serve({ readiness: () => state });
    const before = await ask('/readyz');
    expect([before.status, before.body.length]).toEqual([200, 0]);
    state = { ready: false, reasons: ['stopping'] };
    const after = await ask('/readyz');
    expect([after.status, after.body.length]).toEqual([503, 0]);
    expect((await ask('/')).status).toBe(200);
  });
});

describe('a file that vanishes while we run', () => {
  it('gets a page that says so', async () => {
    const { ask } = await serve();
    const gone = join(root, 'out', script);
    for (const suffix of ['', '.br', '.gz']) await rm(`${gone}${suffix}`);
    expect((await ask(script)).status).toBe(404);
  });
});
