import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';
import { type Child, startChild } from '../test/support/child-process.ts';
import { makeSmallPage, type SmallPage } from '../test/support/small-page.ts';
import { PROTOCOL_VERSION } from './protocol/version.ts';

const children: Child[] = [];
const folders: string[] = [];
let small: SmallPage;

beforeAll(async () => {
  small = await makeSmallPage();
});
afterAll(() => rm(small.folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.end('SIGKILL')));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** From its bundle, unless the page matters: the sources take ten times as long. */
function startLocal(
  args: string[] = [],
  env: Record<string, string> = {},
  entry = small.local,
): Child {
  const child = startChild(entry, { args, env: { PORT: '0', ...env } });
  children.push(child);
  return child;
}

async function addressOf(child: Child): Promise<string> {
  const [, address = ''] = await child.line(/Open\s+(https?:\/\/\S+)/);
  return address;
}

/** Over TLS, trusting the certificate that was kept and no other, host name included. */
async function statusOverTls(port: string, ca: string): Promise<number | undefined> {
  const asking = get({ host: 'localhost', port, ca, agent: false });
  const [response] = await once(asking, 'response');
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}

describe('npm start', () => {
  it('serves the page and the relay at the printed address, and ends with 0', async () => {
    const child = startLocal([], {}, 'src/local.ts');
    const address = await addressOf(child);
    expect(address).toMatch(/^http:\/\/localhost:\d+$/);
    await child.line(/^Ctrl-C stops it/);
    expect(child.output()).toMatch(/Store +memory/);
    expect(child.output()).toMatch(/TLS +off/);
    expect(child.output()).not.toMatch(/Health +on/);
    expect(child.output()).toContain(`at ${address.slice('http://'.length)}, 127.0.0.1:`);

    const page = await fetch(address);
    expect(await page.text()).toContain('<html');
    expect((await fetch(`${address}/readyz`)).status).toBe(200);

    const auth = { protocol: PROTOCOL_VERSION };
    const socket = io(address, { parser, auth, transports: ['websocket'], reconnection: false });
    await new Promise((resolve, reject) =>
      socket.on('connect', () => resolve(socket)).on('connect_error', reject),
    );
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    expect(await child.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await gone;
    socket.disconnect();
  });
});

describe('npm start on a network', () => {
  it('speaks HTTPS with a certificate of its own, says what the browser will, opens the health port when asked to, and ends with 0 on Ctrl-C', async () => {
    const data = await mkdtemp(join(tmpdir(), 'live-chat-data-'));
    folders.push(data);
    const env = { XDG_DATA_HOME: data };
    const first = startLocal(['--host', '0.0.0.0'], { ...env, ADMIN_PORT: '0' });
    const address = await addressOf(first);
    expect(address).toMatch(/^https:\/\//);
    const [fingerprint] = await first.line(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect(first.output()).toContain('The browser will warn');

    const kept = join(data, 'live-chat');
    const ca = await readFile(join(kept, 'certificate.pem'), 'utf8');
    const port = address.split(':').at(-1) ?? '';
    expect(await statusOverTls(port, ca)).toBe(200);
    expect((await stat(join(kept, 'private-key.pem'))).mode & 0o777).toBe(0o600);
    await expect(fetch(`http://localhost:${port}`)).rejects.toThrow();
    const [, adminPort] = await first.line(/Health +on, port (\d+)/);
    const health = await fetch(`http://127.0.0.1:${adminPort}/healthz`);
    expect([health.status, await health.text()]).toEqual([200, expect.any(String)]);
    expect(await first.end('SIGINT')).toEqual({ code: 0, signal: null });

    const second = startLocal(['--host', '0.0.0.0'], env);
    expect((await second.line(/([0-9A-F]{2}:){31}[0-9A-F]{2}/))[0]).toBe(fingerprint);
  });
});

describe('npm start that fails', () => {
  it('says that the port is taken, which one, and how to take another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const child = startLocal(['--port', port]);
    const ending = await child.ended;
    other.close();
    expect(ending).toEqual({ code: 1, signal: null });
    expect(child.output()).toMatch(new RegExp(`--port.*port ${port}: it is already in use`));
    expect(child.output()).not.toContain('    at ');
  });

  it('names every wrong variable at once', async () => {
    const child = startLocal([], { PORT: 'x', HOST: '?', TRUSTED_PROXIES: '-1', REDIS_URL: 'r' });
    expect(await child.ended).toEqual({ code: 1, signal: null });
    for (const name of ['PORT', 'HOST', 'TRUSTED_PROXIES', 'REDIS_URL']) {
      expect(child.output()).toMatch(new RegExp(`^${name} `, 'm'));
    }
  });

  it('shows the flags when one is unknown, and when asked', async () => {
    const wrong = startLocal(['--prot', '1']);
    const help = startLocal(['--help']);
    expect(await wrong.ended).toEqual({ code: 1, signal: null });
    expect(await help.ended).toEqual({ code: 0, signal: null });
    expect(wrong.output()).toContain("Unknown option '--prot'");
    for (const child of [wrong, help]) expect(child.output()).toContain('Usage: npm start');
  });
});
