import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'httpxy';
import type { Certificate } from '../../src/local/certificate.ts';

/** A process that requests can be forwarded to; without a port it does not serve at the moment. */
export interface Upstream {
  readonly name: string;
  readonly port: number | undefined;
}

export interface ProxyOptions {
  readonly backends: readonly Upstream[];
  readonly uis: readonly Upstream[];
  /** With it the proxy speaks HTTPS. */
  readonly certificate: Certificate | undefined;
  /** Whether it forwards WebSockets. */
  readonly webSockets: boolean;
}

/** The cookie that names a browser's relay. */
const COOKIE = 'live-chat-backend';

/** Selects upstreams in turn. */
class Turn {
  readonly #upstreams: readonly Upstream[];
  #next = 0;

  constructor(upstreams: readonly Upstream[]) {
    this.#upstreams = upstreams;
  }

  /** The one of that name, if it serves, otherwise the next one in turn. */
  take(name?: string): Upstream | undefined {
    const serving = this.#upstreams.filter(({ port }) => port !== undefined);
    const named = serving.find((upstream) => upstream.name === name);
    return named ?? serving[this.#next++ % Math.max(1, serving.length)];
  }
}

function stickyName({ headers }: IncomingMessage): string | undefined {
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const mine = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return mine?.slice(COOKIE.length + 1);
}

/**
 * The load balancer of a local cluster: `/socket.io/` to the relays, everything else to the page
 * servers. A cookie keeps a browser on its relay, which only polling needs. Like a load balancer it
 * forwards the client's address, and whether the request was encrypted. When only this computer can
 * connect, requests are unencrypted and nobody can listen. It then omits that header, because a
 * request marked as `http` would be rejected.
 */
export function createClusterProxy(options: ProxyOptions): Server | HttpsServer {
  const { certificate, webSockets } = options;
  const [backends, uis] = [new Turn(options.backends), new Turn(options.uis)];
  const proxy = createProxyServer();
  proxy.on('error', (_error, _request, answer) => refuse(answer));

  const choose = (request: IncomingMessage): Upstream | undefined =>
    isForRelay(request) ? backends.take(stickyName(request)) : uis.take();
  const mark = (request: IncomingMessage): void => {
    request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
    if (certificate === undefined) delete request.headers['x-forwarded-proto'];
    else request.headers['x-forwarded-proto'] = 'https';
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const upstream = choose(request);
    if (upstream?.port === undefined) return void refuse(response);
    if (isForRelay(request) && stickyName(request) !== upstream.name) {
      response.setHeader('set-cookie', cookieFor(upstream, certificate !== undefined));
    }
    mark(request);
    proxy.web(request, response, { target: targetOf(upstream.port) }).catch(() => refuse(response));
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const upstream = webSockets ? choose(request) : undefined;
    if (upstream?.port === undefined) return void refuse(socket);
    mark(request);
    proxy
      .ws(
        request,
        socket as Parameters<typeof proxy.ws>[1],
        { target: targetOf(upstream.port) },
        head,
      )
      .catch(() => refuse(socket));
  };
  const server =
    certificate === undefined ? createServer(answer) : createHttpsServer(certificate, answer);
  return server.on('upgrade', upgrade);
}

const isForRelay = ({ url = '' }: IncomingMessage): boolean => url.startsWith('/socket.io/');

const targetOf = (port: number): string => `http://127.0.0.1:${port}`;

const cookieFor = ({ name }: Upstream, secure: boolean): string =>
  `${COOKIE}=${name}; Path=/socket.io/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

/** The upstream does not respond. */
function refuse(answer: ServerResponse | Duplex | undefined): void {
  if (answer === undefined) return;
  if ('setHeader' in answer && !answer.headersSent) answer.writeHead(502).end();
  else answer.destroy();
}
