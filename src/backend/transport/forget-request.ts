import type { RelaySocket } from './relay-server.ts';

/**
 * Frees the contents of the request that opened a connection: Engine.IO and Socket.IO keep it until the
 * connection ends, and nothing reads it after the handshake.
 */
export function forgetRequest({ conn, handshake }: RelaySocket): void {
  Object.assign(conn.request, { headers: {}, rawHeaders: [], url: '' });
  Object.assign(handshake, { headers: {}, query: {}, auth: {}, url: '' });
}
