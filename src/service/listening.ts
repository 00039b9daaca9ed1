import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { StartError } from './start-error.ts';

/**
 * Longer than any load balancer keeps an idle connection (ours: 300 s). If Node closed it first,
 * the load balancer could send a request on a connection that is being closed, and respond with
 * 502.
 */
const KEEP_ALIVE_MS = 310_000;

/** A connection without a request is closed after this time, ms. */
const HEADERS_MS = 10_000;

/** The process cannot listen on a port. */
export class ListenError extends StartError {
  override readonly name = 'ListenError';
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'it is already in use'],
  ['EACCES', 'the system does not allow it'],
  ['EADDRNOTAVAIL', 'this machine does not have that address'],
  ['ENOTFOUND', 'no such host is known'],
  ['EAI_AGAIN', 'the host cannot be looked up now'],
]);

/** Where to listen, and the name of the setting that determines it. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly setting: string;
}

/** Starts listening; returns the port, which the system chooses if it is 0. @throws ListenError */
export async function listen(server: Server, place: ListenPlace): Promise<number> {
  const { host, port, setting } = place;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : '';
    const reason = REASONS.get(code) ?? String(code);
    throw new ListenError(`${setting}: cannot listen on ${host}, port ${port}: ${reason}`, {
      cause,
    });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/**
 * Listens before what the server serves is prepared, so that a port in use is noticed at once. Requests
 * that arrive meanwhile wait. If `prepare` fails, the server stops listening.
 * @throws ListenError
 */
export async function listenAndPrepare<S extends Server>(
  create: (handler: RequestListener) => S,
  place: ListenPlace,
  prepare: () => Promise<RequestListener>,
): Promise<{ readonly server: S; readonly port: number }> {
  const waiting: Parameters<RequestListener>[] = [];
  let handler: RequestListener = (...request) => {
    waiting.push(request);
  };
  const server = create((request, response) => handler(request, response));
  const port = await listen(server, place);
  try {
    handler = await prepare();
  } catch (error) {
    await stopListening(server);
    throw error;
  }
  for (const request of waiting) handler(...request);
  return { server, port };
}

/** Stops listening, and terminates requests that are not answered within `graceMs`. */
export async function stopListening(server: Server, graceMs = 0): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  // Connections that become idle from now on are closed.
  server.keepAliveTimeout = 1;
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
