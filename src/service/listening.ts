import { once } from 'node:events';
import type { Server } from 'node:http';
import { StartError } from './start-error.ts';

/**
 * Longer than any balancer keeps an idle connection (ours: 300 s). If Node closed first, the balancer
 * could send a request into a connection that is just going away, and answer 502.
 */
const KEEP_ALIVE_MS = 310_000;

/** Who has opened a connection and not asked anything by then is sent away, ms. */
const HEADERS_MS = 10_000;

/** A port that cannot be listened on. */
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

/** Where to listen, and what that is called by whoever can change it. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly setting: string;
}

/** Listens; returns the port, which the system chose if it was 0. @throws ListenError */
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

/** Stops listening, and ends what is not answered within `graceMs`. */
export async function stopListening(server: Server, graceMs = 0): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  // Connections that are idle from now on need not be kept for another request.
  server.keepAliveTimeout = 1;
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
