import { once } from 'node:events';
import {
  Agent,
  createServer,
  get,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ListenError, listen, listenAndPrepare, stopListening } from './listening.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0, setting: 'PORT' };

const servers: Server[] = [];
const agents: Agent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  await Promise.all(servers.splice(0).map((server) => stopListening(server)));
});

/** A server that starts a response and ends it when the test says so. */
async function startSlow() {
  const server = createServer((_, response) => {
    response.writeHead(200).write('begun');
    server.emit('begun', response);
  });
  servers.push(server);
  const port = await listen(server, ANYWHERE);
  const agent = new Agent({ keepAlive: true });
  agents.push(agent);
  const asking = get({ port, agent });
  const [response]: ServerResponse[] = await once(server, 'begun');
  const [answer] = await once(asking, 'response');
  return { server, answer, finish: () => response?.end(' and ended') };
}

describe('listening', () => {
  it('returns the port that the system chose', async () => {
    const server = createServer((_, response) => response.end('here'));
    servers.push(server);
    const port = await listen(server, ANYWHERE);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('here');
  });

  it('fails with the setting, the address and the reason', async () => {
    const attempt = listen(createServer(), { host: '192.0.2.1', port: 0, setting: 'HOST' });
    await expect(attempt).rejects.toThrow(ListenError);
    await expect(attempt).rejects.toThrow(
      'HOST: cannot listen on 192.0.2.1, port 0: this machine does not have that address',
    );
  });
});

describe('listening before the page is prepared', () => {
  const create = (handler: RequestListener): Server => {
    const server = createServer(handler);
    servers.push(server);
    return server;
  };

  it('answers a request that arrived meanwhile, and those after it', async () => {
    let early: Promise<Response> | undefined;
    const { port } = await listenAndPrepare(create, ANYWHERE, async () => {
      const [server] = servers;
      const address = server?.address() as AddressInfo;
      const arrived = once(server as Server, 'request');
      early = fetch(`http://127.0.0.1:${address.port}`);
      await arrived;
      return (_, response) => response.end('prepared');
    });
    expect(await (await early)?.text()).toBe('prepared');
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('prepared');
  });

  it('prepares nothing when the port is in use', async () => {
    const port = await listen(
      create(() => {}),
      ANYWHERE,
    );
    let prepared = 0;
    const attempt = listenAndPrepare(create, { ...ANYWHERE, port }, async () => {
      prepared++;
      return () => {};
    });
    await expect(attempt).rejects.toThrow(`port ${port}: it is already in use`);
    expect(prepared).toBe(0);
  });

  it('stops listening when the page cannot be prepared', async () => {
    const failure = new Error('no page');
    const attempt = listenAndPrepare(create, ANYWHERE, () => Promise.reject(failure));
    await expect(attempt).rejects.toBe(failure);
    expect(servers.map(({ listening }) => listening)).toEqual([false]);
  });
});

describe('stopping', () => {
  it('completes a started response and then closes the connection', async () => {
    const { server, answer, finish } = await startSlow();
    const stopped = stopListening(server, 600_000);
    finish();
    expect(String(await answer.toArray())).toBe('begun, and ended');
    await stopped;
  });

  it('terminates a response that does not end in time', async () => {
    const { server, answer } = await startSlow();
    const cut = once(answer, 'error');
    answer.resume();
    await stopListening(server, 0);
    expect(String(await cut)).toContain('aborted');
  });

  it('closes idle connections', async () => {
    const server = createServer();
    const silent = connect(await listen(server, ANYWHERE), '127.0.0.1');
    await once(server, 'connection');
    const closed = once(silent, 'close');
    await stopListening(server);
    await closed;
  });

  it('a server that does not listen returns at once', async () => {
    await stopListening(createServer());
  });
});
