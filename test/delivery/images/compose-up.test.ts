import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../../../scripts/toolchain/free-port.ts';
import { describeWhere } from '../describe-where.ts';
import { ask, type Site } from '../rehearsal/asking.ts';
import { runSuite } from '../rehearsal/suite.ts';
import { atEnd, emptyFolder } from '../repository.ts';
import { ImageMaker } from './built.ts';
import { composeStandIns } from './compose-images.ts';
import { ComposeProject } from './compose-project.ts';

const RELAYS = ['relay-1', 'relay-2'];
const SERVICES = ['proxy', 'redis', ...RELAYS, 'ui'];

const NEED = {
  needs: 'Docker with compose',
  missing: process.env['COMPOSE_VERSION'] ? undefined : 'no Docker engine with compose',
};

/** Every address of this computer except loopback: the outside world for containers. */
const outerAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);

/** Prints the first address at which somebody answers, or "nobody". */
const dial = (hosts: readonly string[], port: number): string => `
  import { connect } from 'node:net';
  const reach = (host) => new Promise((resolve, reject) => {
    connect({ host, port: ${port} }).on('connect', () => resolve(host)).on('error', reject);
    setTimeout(reject, 3000);
  });
  console.log(await Promise.any(${JSON.stringify(hosts)}.map(reach)).catch(() => 'nobody'));
  process.exit();`;

/** Empties Redis; a relay records who has just left, and may do so after the first attempt. */
const FORGET = `
  import { connect } from 'node:net';
  const flush = () => connect(6379, 'redis').end('FLUSHALL\\r\\nQUIT\\r\\n').resume();
  flush().on('close', () => setTimeout(flush, 1000));`;

const HANDSHAKE = '/socket.io/?EIO=4&transport=polling';

/** Opens a connection like a browser without WebSockets. */
async function open(site: Site): Promise<{ readonly sid: string; readonly cookie: string }> {
  const { body, headers } = await ask(site, HANDSHAKE);
  const { sid } = JSON.parse(body.slice(1));
  return { sid, cookie: String(headers['set-cookie']).split(';')[0] ?? '' };
}

describeWhere(NEED, 'docker compose up --build --wait', () => {
  let maker: ImageMaker;
  let project: ComposeProject;
  let site: Site;

  const up = (): string => project.run('up', '--build', '--wait', '--wait-timeout', '120');

  beforeAll(async () => {
    const folder = await emptyFolder();
    maker = await ImageMaker.start(folder);
    const { bases, engine } = maker;
    const images = await composeStandIns(engine, join(folder, 'services'));
    const port = await freePort();
    site = { address: '127.0.0.1', port, host: 'localhost:8443' };
    project = await ComposeProject.prepare(folder, { port, bases, images, tag: `${process.pid}` });
    atEnd(() => project.remove());
    up();
  });

  it('starts everything, once', () => {
    const states = project.states().map(({ Service, State }) => [Service, State]);
    expect(states.sort()).toEqual(SERVICES.map((service) => [service, 'running']));
  });

  it('answers at once over HTTPS: the page, and a relay with sticky sessions', async () => {
    const page = await ask(site, '/');
    expect(page).toMatchObject({ status: 200, body: expect.stringMatching(/^<!doctype html>/i) });
    const { sid, cookie } = await open(site);
    expect(cookie).toMatch(/^live-chat-relay=/);
    const close = { headers: { cookie }, body: '1' };
    expect(await ask(site, `${HANDSHAKE}&sid=${sid}`, close)).toMatchObject({ body: 'ok' });
  });

  it('lets only the proxy reach the outside world, and each of the others reach Redis', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '0.0.0.0');
    await once(server, 'listening');
    atEnd(() => server.close());
    const { port } = server.address() as { port: number };
    const world = outerAddresses();
    for (const service of [...RELAYS, 'ui']) {
      expect(project.evaluate(service, dial(world, port))).toBe('nobody');
      expect(project.evaluate(service, dial(['redis'], 6379))).toBe('redis');
    }
    // Positive control: the same from a network that is not closed.
    expect(world).toContain(project.evaluateOutside(dial(world, port)));
  });

  it('lets two people chat in a browser', async () => {
    const { code, output } = await runSuite(site, async () => {
      project.evaluate('relay-1', FORGET);
    });
    process.stdout.write(output);
    expect(code).toBe(0);
  });

  it('drains relays with connected clients, exits with 0, and starts again', async () => {
    const { sid, cookie } = await open(site);
    const waiting = ask(site, `${HANDSHAKE}&sid=${sid}`, { headers: { cookie } }).catch(() => {});
    await project.stop(...RELAYS);
    await waiting;
    await project.stop();
    const ends = project.states().map(({ Service, ExitCode }) => [Service, ExitCode]);
    expect(ends.sort()).toEqual(SERVICES.map((service) => [service, 0]));
    const logs = RELAYS.map((relay) => project.run('logs', '--no-log-prefix', relay));
    for (const log of logs) expect(log).toMatch(/"msg":"draining".*"msg":"stopped"/s);
    expect(logs.join('\n')).toMatch(/"connections":[1-9]\d*.*"msg":"draining"/);
    up();
    expect((await ask(site, '/')).status).toBe(200);
  });
});
