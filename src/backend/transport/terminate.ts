import type { RelaySocket } from './relay-server.ts';

/** The event that a connection emits when it is terminated. */
export const TERMINATED = 'terminated';

/**
 * Closes a connection at once and discards what it was still to be sent, because its client may never
 * read it. A connection that began as a WebSocket has its TCP connection to itself; any other one may
 * share a proxy's.
 */
export function terminate(conn: RelaySocket['conn']): void {
  conn.emit(TERMINATED);
  conn.close(true);
  if (conn.transport.name === 'websocket' && !conn.upgraded) conn.request.socket.destroy();
}
