import { EventEmitter, once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Manifest } from '../manifests.ts';
import { type Listeners, readListeners, routeFor } from './routes.ts';
import { type Target, Targets } from './targets.ts';

const COOKIE = 'AWSALB';

/** A self-signed certificate, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface Chosen {
  readonly target: Target;
  readonly port: number;
  readonly cookie: string | undefined;
}

const cookieIn = ({ headers }: IncomingMessage): string | undefined =>
  headers.cookie?.match(new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`))?.[1];

/** Headers that a load balancer adds, and those that it does not forward. */
function forwarded({ headers, socket }: IncomingMessage): Record<string, string | string[]> {
  const before = headers['x-forwarded-for'];
  const path = [...(before === undefined ? [] : [before].flat()), socket.remoteAddress ?? ''];
  const kept = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(kept),
    'x-forwarded-for': path.join(', '),
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
  };
}

/**
 * Behaves like the AWS load balancer, configured by the same Ingress: HTTPS with a redirect to it,
 * paths, stickiness by cookie, health checks, deregistration. A wrong path or port in the chart is
 * wrong here too.
 */
export class Balancer {
  /** Responses of the load balancer itself, because no pod responded: users would see them. */
  readonly failures: string[] = [];
  readonly #listeners: Listeners;
  readonly #targets = new Map<string, Targets>();
  readonly #servers: Server[] = [];
  readonly #opened = new EventEmitter<{ tunnel: [] }>();

  constructor(manifests: readonly Manifest[]) {
    this.#listeners = readListeners(manifests);
    for (const { group } of this.#listeners.routes) {
      this.#targets.set(group.service, new Targets(group));
    }
  }

  /** Every service that it routes to. */
  get targets(): readonly Targets[] {
    return [...this.#targets.values()];
  }

  /** Waits until this many more WebSockets have been opened. */
  async tunnels(count: number): Promise<void> {
    for (let opened = 0; opened < count; opened += 1) await once(this.#opened, 'tunnel');
  }

  async listen(address: string, certificate: Certificate): Promise<void> {
    const secure = createSecureServer(certificate, (incoming, outgoing) =>
      this.#pass(incoming, outgoing),
    );
    secure.on('upgrade', (incoming, socket, head) =>
      this.#tunnel(incoming, socket as Socket, head),
    );
    const plain = createServer((incoming, outgoing) => this.#redirect(incoming, outgoing));
    for (const [server, port] of [
      [secure, 443],
      [plain, 80],
    ] as const) {
      server.keepAliveTimeout = this.#listeners.idleSeconds * 1000;
      this.#servers.push(server.listen(port, address));
      await once(server, 'listening');
    }
  }

  #redirect(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const location = `https://${incoming.headers.host ?? ''}${incoming.url ?? '/'}`;
    if (this.#listeners.redirectsToHttps) outgoing.writeHead(301, { location }).end();
    else outgoing.writeHead(404).end();
  }

  #choose(incoming: IncomingMessage): Chosen | undefined {
    const [path = '/'] = (incoming.url ?? '/').split('?');
    const host = (incoming.headers.host ?? '').replace(/:443$/, '');
    const route = routeFor(this.#listeners.routes, host, path);
    const targets = route && this.#targets.get(route.group.service);
    const target = targets?.choose(cookieIn(incoming));
    if (targets === undefined || target === undefined) return undefined;
    return {
      target,
      port: targets.group.port,
      cookie: targets.group.sticky ? target.id : undefined,
    };
  }

  #fail(incoming: IncomingMessage, status: number): number {
    this.failures.push(`${status} for ${incoming.method} ${incoming.url}`);
    return status;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const chosen = this.#choose(incoming);
    if (chosen === undefined) {
      outgoing.writeHead(this.#fail(incoming, 503)).end();
      return;
    }
    const { target, port, cookie } = chosen;
    const { method, url: path } = incoming;
    const asking = request({
      host: target.address,
      port,
      method,
      path,
      headers: forwarded(incoming),
    });
    asking.on('socket', (socket) => this.#hold(target, socket));
    asking.on('response', (response) => {
      const set = cookie === undefined ? {} : { 'set-cookie': `${COOKIE}=${cookie}; Path=/` };
      outgoing.writeHead(response.statusCode ?? 502, { ...response.headers, ...set });
      response.pipe(outgoing);
    });
    asking.on('error', () => {
      if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
      else outgoing.writeHead(this.#fail(incoming, 502)).end();
    });
    outgoing.on('close', () => outgoing.writableFinished || asking.destroy());
    incoming.pipe(asking);
  }

  #hold({ sockets }: Target, socket: Socket): void {
    // A kept connection carries many requests and is counted once.
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }

  #tunnel(incoming: IncomingMessage, client: Socket, head: Buffer): void {
    const chosen = this.#choose(incoming);
    if (chosen === undefined) {
      client.end(`HTTP/1.1 ${this.#fail(incoming, 503)} Service Unavailable\r\n\r\n`);
      return;
    }
    const { target, port } = chosen;
    const upstream = connect(port, target.address, () => {
      const lines = Object.entries(forwarded(incoming)).map(([name, value]) => `${name}: ${value}`);
      upstream.write(
        `${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
      );
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
      this.#opened.emit('tunnel');
    });
    this.#hold(target, upstream);
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  }

  stop(): void {
    for (const targets of this.targets) targets.stop();
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
