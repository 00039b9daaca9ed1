import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';

/** The ports, on this computer, that a proxy leads to. */
export interface Upstreams {
  readonly relayPort: number;
  readonly pagePort: number;
}

const HOST = '127.0.0.1';

function portFor({ url }: IncomingMessage, { relayPort, pagePort }: Upstreams): number {
  return url?.startsWith('/socket.io/') ? relayPort : pagePort;
}

/** Like a load balancer: appends the client's address to the list. */
function forwardedFor({ headers, socket }: IncomingMessage): string {
  const before = headers['x-forwarded-for'];
  return [...(before === undefined ? [] : [before].flat()), socket.remoteAddress].join(', ');
}

function forward(incoming: IncomingMessage, port: number): ClientRequest {
  const { method, url, headers } = incoming;
  return request({
    host: HOST,
    port,
    method,
    path: url,
    headers: { ...headers, 'x-forwarded-for': forwardedFor(incoming) },
    agent: false,
  });
}

/** Forwards a request to a server on this computer; responds with 502 if that is down. */
function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const asking = forward(incoming, port);
  asking.on('response', (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  asking.on('error', () =>
    outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end(),
  );
  incoming.pipe(asking);
}

function tunnel(incoming: IncomingMessage, client: Socket, head: Buffer, port: number): void {
  const upstream = connect(port, HOST, () => {
    const { method, url, httpVersion, rawHeaders } = incoming;
    const lines = [`${method} ${url} HTTP/${httpVersion}`];
    for (let n = 0; n < rawHeaders.length; n += 2) {
      if (rawHeaders[n]?.toLowerCase() === 'x-forwarded-for') continue;
      lines.push(`${rawHeaders[n]}: ${rawHeaders[n + 1]}`);
    }
    upstream.write(`${lines.join('\r\n')}\r\nX-Forwarded-For: ${forwardedFor(incoming)}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
}

/**
 * Routes like the load balancer: `/socket.io/`, WebSockets included, to the relay and everything
 * else to the page server.
 */
export function createProxy(upstreams: () => Upstreams): Server {
  const server = createServer((incoming, outgoing) =>
    passOn(incoming, outgoing, portFor(incoming, upstreams())),
  );
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) =>
    tunnel(incoming, socket, head, portFor(incoming, upstreams())),
  );
  return server;
}
