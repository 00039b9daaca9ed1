import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { attachBackend } from '../../../src/backend/backend.ts';
import { AT_ONCE } from '../../../src/backend/config.ts';
import { listen, stopListening } from '../../../src/service/listening.ts';
import { createLogger } from '../../../src/service/logging.ts';
import { createPageApp } from '../../../src/ui/server/app.ts';
import type { PageFiles } from '../../../src/ui/server/page-files.ts';
import { type Child, startChild } from '../../support/child-process.ts';
import { createProxy } from './proxy.ts';

const built = (path: string): string =>
  fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url));

/** Entries as one file each, as images hold them, which are built before the tests (prepare-run.ts). */
export const BUILT_RELAY = built('relay/main.mjs');
/** `npm start` without building the page. */
export const BUILT_LOCAL = built('local/main.mjs');

/** A whole chat. */
export interface Site {
  /** The address to open: `http://localhost:PORT`. It stays the same across restarts. */
  readonly address: string;
  /** Pauses the relay's process: it reads nothing from now on. */
  freeze(): void;
  /** Ends the relay, with a signal if it is a process, and waits until it has ended. The page is gone with it, unless they are two processes. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /**
   * Starts the relay again, on the same port. Its store is empty.
   * @param program another relay (other-protocol.ts)
   */
  restart(program?: string): Promise<void>;
  /** The output of the processes. */
  output(): string;
  /** Stops everything. */
  stop(): Promise<void>;
}

/** The ways in which people run the chat. */
export const DEPLOYMENTS = { local: startLocal, split: startSplit };
export type Deployment = keyof typeof DEPLOYMENTS;

const notAProcess = (): never => {
  throw new Error("This chat runs in the test's process: name a deployment with a relay process");
};

/** A page and a relay on a server in this process. */
async function listenInProcess(page: PageFiles, logger: Logger, port: number) {
  const readiness = () => ({ ready: true, reasons: [] });
  const server = createServer(createPageApp({ page, readiness, logger }).callback());
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const host = `localhost:${await listen(server, { host: 'localhost', port, setting: 'PORT' })}`;
  const config = { publicHosts: [host], secret: 's'.repeat(32), trustedProxies: 0 };
  const backend = await attachBackend(server, config, logger);
  return {
    address: `http://${host}`,
    stop: async (): Promise<void> => {
      await backend.stop(AT_ONCE);
      await stopListening(server);
    },
    /** Nobody is told, as when a process is killed. */
    breakOff: async (): Promise<void> => {
      const closed = stopListening(server);
      for (const socket of sockets) socket.destroy();
      await backend.stop(AT_ONCE);
      await closed;
    },
  };
}

/**
 * Page and relay on a server in this process: the same code as in every deployment, without a
 * second of start-up. It cannot be paused.
 */
export async function startInProcess(page: PageFiles): Promise<Site> {
  const lines: string[] = [];
  const logger = createLogger('warn', { write: (line) => void lines.push(line) });
  const first = await listenInProcess(page, logger, 0);
  const { address } = first;
  let running: typeof first | undefined = first;
  return {
    address,
    freeze: notAProcess,
    kill: async () => {
      await running?.breakOff();
      running = undefined;
    },
    restart: async (program) => {
      if (program !== undefined) notAProcess();
      running = await listenInProcess(page, logger, Number(new URL(address).port));
    },
    output: () => lines.join(''),
    stop: async () => running?.stop(),
  };
}

/** Page and relay in one process: what `npm start` runs, from the sources. A restart does not build the page again. */
export async function startLocal(): Promise<Site> {
  const children: Child[] = [];
  const start = async (port: string, program = 'src/local.ts'): Promise<string> => {
    const child = startChild(program, { args: ['--port', port] });
    children.push(child);
    const [, address = ''] = await child.line(/Open\s+(http:\S+)/);
    return address;
  };
  const address = await start('0');
  return {
    address,
    freeze: () => void children.at(-1)?.end('SIGSTOP'),
    kill: async (signal) => void (await children.at(-1)?.end(signal)),
    restart: async (program = BUILT_LOCAL) => void (await start(new URL(address).port, program)),
    output: () => children.map((child) => child.output()).join('\n'),
    stop: async () => void (await Promise.all(children.map((child) => child.end('SIGKILL')))),
  };
}

/** Starts an entry as a separate process on a free port. */
export async function startService(entry: string, env: Readonly<Record<string, string>>) {
  const child = startChild(entry, { env: { PORT: '0', ADMIN_PORT: '0', ...env } });
  const [, port = ''] = await child.line(/"port":(\d+),"adminPort":\d+/);
  return { child, port: Number(port) };
}

/** A running page server behind a proxy. */
interface PageServer {
  readonly port: number;
  output(): string;
  stop(): Promise<void>;
}

/** A relay process and a page server behind one proxy. */
async function startBehindProxy(
  relayProgram: string,
  startPage: () => Promise<PageServer>,
): Promise<Site> {
  const upstreams = { relayPort: 0, pagePort: 0 };
  const proxy = createProxy(() => upstreams).listen(0, 'localhost');
  await once(proxy, 'listening');
  const host = `localhost:${(proxy.address() as AddressInfo).port}`;
  const relays: Child[] = [];
  const startRelay = async (program = relayProgram): Promise<Child> => {
    const { child, port } = await startService(program, {
      PORT: String(upstreams.relayPort),
      PUBLIC_HOSTS: host,
      TRUSTED_PROXIES: '1',
    });
    upstreams.relayPort = port;
    relays.push(child);
    return child;
  };
  const [first, page] = await Promise.all([startRelay(), startPage()]);
  let relay = first;
  upstreams.pagePort = page.port;
  return {
    address: `http://${host}`,
    freeze: () => void relay.end('SIGSTOP'),
    kill: async (signal) => void (await relay.end(signal)),
    restart: async (program) => {
      relay = await startRelay(program);
    },
    output: () => [page, ...relays].map((part) => part.output()).join('\n'),
    stop: async () => {
      await Promise.all([page.stop(), ...relays.map((child) => child.end('SIGKILL'))]);
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

/** Relay and page as two processes behind one proxy: what a cluster runs. The page server starts from the sources. */
export function startSplit(): Promise<Site> {
  return startBehindProxy(BUILT_RELAY, async () => {
    const { child, port } = await startService('src/ui/main.ts', { TRUSTED_PROXIES: '1' });
    return {
      port,
      output: () => child.output(),
      stop: async () => void (await child.end('SIGKILL')),
    };
  });
}

/** A relay that can be killed, and the page from this process, behind one proxy. */
export function startRelayProcess(page: PageFiles): Promise<Site> {
  return startBehindProxy(BUILT_RELAY, async () => {
    const lines: string[] = [];
    const logger = createLogger('warn', { write: (line) => void lines.push(line) });
    const readiness = () => ({ ready: true, reasons: [] });
    const app = createPageApp({ page, readiness, logger, trustedProxies: 1 });
    const server = createServer(app.callback());
    const port = await listen(server, { host: '127.0.0.1', port: 0, setting: 'PORT' });
    return { port, output: () => lines.join(''), stop: () => stopListening(server) };
  });
}
