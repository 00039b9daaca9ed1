import type { RelaySocket } from './relay-server.ts';

/** What a connection emits when it is cut off. */
export const CUT_OFF = 'cut-off';

/**
 * Ends a connection at once, and forgets what it was still to be sent: it may never read it. A WebSocket
 * from the beginning has its TCP connection for itself; others may come through a proxy's shared one.
 */
export function cutOff(conn: RelaySocket['conn']): void {
  conn.emit(CUT_OFF);
  conn.close(true);
  if (conn.transport.name === 'websocket' && !conn.upgraded) conn.request.socket.destroy();
}
