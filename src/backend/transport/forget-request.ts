import type { RelaySocket } from './relay-server.ts';

/** One for all connections: each object of its own would cost every idle connection memory. */
const NOTHING = Object.freeze({});
const NONE: readonly string[] = Object.freeze([]);

/**
 * Frees the contents of the request that opened a connection: Engine.IO and Socket.IO keep it until the
 * connection ends, and nothing reads it after the handshake.
 */
export function forgetRequest({ conn, handshake }: RelaySocket): void {
  Object.assign(conn.request, { headers: NOTHING, rawHeaders: NONE, url: '' });
  Object.assign(handshake, {
    ...{ headers: NOTHING, query: NOTHING, auth: NOTHING },
    ...{ url: '', time: '' },
  });
}
