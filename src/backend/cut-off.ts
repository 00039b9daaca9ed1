import type { RelaySocket } from './relay-server.ts';

/**
 * Ends a connection at once, and forgets what it was still to be sent: it may never read it. A WebSocket
 * from the beginning has its TCP connection for itself; others may come through a proxy's shared one.
 */
export function cutOff(conn: RelaySocket['conn']): void {
  conn.close(true);
  if (conn.transport.name === 'websocket' && !conn.upgraded) conn.request.socket.destroy();
}
