import { once } from 'node:events';
import type { Server } from 'node:http';

/**
 * Longer than any balancer keeps an idle connection (ours: 300 s). If Node closed first, the balancer
 * could send a request into a connection that is just going away, and answer 502.
 */
const KEEP_ALIVE_MS = 310_000;

/** A port that cannot be listened on, in words for whoever starts the process. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'it is already in use'],
  ['EACCES', 'the system does not allow it'],
  ['EADDRNOTAVAIL', 'this machine does not have that address'],
  ['ENOTFOUND', 'no such host is known'],
]);

/** Listens; returns the port, which the system chose if it was 0. @throws ListenError */
export async function listen(
  server: Server,
  {
    host,
    port,
    setting,
  }: { readonly host: string; readonly port: number; readonly setting: string },
): Promise<number> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
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

/** Stops listening and ends what connections are left. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
