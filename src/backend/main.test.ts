import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Child, startChild } from '../../test/support/child-process.ts';
import { bundleProgram } from '../../test/support/pods/bundle.ts';
import { ask, connectTo, notice, type TestSocket } from './testing/client.ts';
import { TestPerson } from './testing/person.ts';

let entry: string;
beforeAll(async () => {
  entry = await bundleProgram();
});

const children: Child[] = [];
const sockets: TestSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await Promise.all(children.splice(0).map((child) => child.end('SIGKILL')));
});

function start(env: Record<string, string> = {}): Child {
  const child = startChild(entry, { env: { PORT: '0', ADMIN_PORT: '0', ...env } });
  children.push(child);
  return child;
}

async function ports(child: Child): Promise<{ app: number; admin: number }> {
  const [, app, admin] = await child.line(/"port":(\d+),"adminPort":(\d+)/);
  return { app: Number(app), admin: Number(admin) };
}

/** A client that is connected, and neither disconnects nor reconnects automatically. */
async function connected(port: number): Promise<TestSocket> {
  const socket = connectTo(port);
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

describe('the backend process', () => {
  it('with invalid settings exits with 1 and names each, without showing a secret', async () => {
    const child = start({ PORT: 'x', LIVE_CHAT_SECRET: 'hush', LOG_LEVEL: 'y' });
    expect(await child.ended).toEqual({ code: 1, signal: null });
    const lines = child.output().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'LIVE_CHAT_SECRET',
    ]);
    expect(child.output()).not.toContain('hush');
  });

  it('reports that its port is in use, and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (const setting of ['PORT', 'ADMIN_PORT']) {
      const child = start({ [setting]: String(port) });
      expect(await child.ended).toEqual({ code: 1, signal: null });
      expect(child.output()).toContain(
        `${setting}: cannot listen on 127.0.0.1, port ${port}: it is already in use`,
      );
      expect(child.output()).not.toContain('    at ');
    }
    other.close();
  });

  it('without PUBLIC_HOSTS is ready and rejects every sign-in', async () => {
    const { app, admin } = await ports(start());
    const [bare, healthy, ready, other] = await Promise.all(
      [`${app}/readyz`, `${admin}/healthz`, `${admin}/readyz`, `${admin}/else`].map((path) =>
        fetch(`http://127.0.0.1:${path}`),
      ),
    );
    expect([bare?.status, await bare?.text()]).toEqual([200, '']);
    expect(await healthy?.json()).toEqual({ healthy: true });
    expect(await ready?.json()).toEqual({ ready: true, reasons: [] });
    expect(other?.status).toBe(404);
    const metrics = await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text();
    expect(metrics).toContain('live_chat_connections 0');
    expect(metrics).toContain('live_chat_store_up 1');
    expect(metrics).toContain('nodejs_eventloop_lag_p99_seconds');
    const alice = await TestPerson.create('alice');
    expect(await alice.trySignIn(await connected(app))).toEqual({
      ok: false,
      error: { code: 'host-not-configured' },
    });
  });

  it('accepts the hosts of PUBLIC_HOSTS and no others', async () => {
    const { app } = await ports(start({ PUBLIC_HOSTS: 'Chat.example,other.example:8443' }));
    const socket = await connected(app);
    const alice = await TestPerson.create('alice');
    expect(await alice.trySignIn(socket, { host: 'chat.example:8443' })).toEqual({
      ok: false,
      error: { code: 'host-mismatch' },
    });
    await alice.signIn(socket, { host: 'other.example:8443' });
    expect(await ask(socket, 'directory:find', { name: 'Alice' })).toMatchObject({ ok: true });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops with 0 on %s', async (signal) => {
    const child = start();
    await ports(child);
    expect(await child.end(signal)).toEqual({ code: 0, signal: null });
    expect(child.output()).toContain('"msg":"stopped"');
  });

  it('asks its clients to move and stops when the last has left', async () => {
    const child = start();
    const { app, admin } = await ports(child);
    const socket = await connected(app);
    const asked = notice(socket, 'server:draining');
    const ended = child.end('SIGTERM');
    expect((await asked).spreadMs).toBeGreaterThan(0);
    const ready = await fetch(`http://127.0.0.1:${admin}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, reasons: ['draining'] },
    ]);
    socket.disconnect();
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('exits at once on a second signal', async () => {
    const child = start();
    const { app } = await ports(child);
    const asked = notice(await connected(app), 'server:draining');
    void child.end('SIGTERM');
    await asked;
    expect(await child.end('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
  });
});
