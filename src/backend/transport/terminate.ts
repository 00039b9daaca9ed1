import type { RelaySocket } from './relay-server.ts';

/** The event that a connection emits when it is terminated. */
export const TERMINATED = 'terminated';

type RelayConn = RelaySocket['conn'];

/**
 * Closes a connection at once and discards what it was still to be sent, because its client may never
 * read it. A connection that began as a WebSocket has its TCP connection to itself; any other one may
 * share a proxy's.
 */
export function terminate(conn: RelayConn): void {
  conn.emit(TERMINATED);
  closeNow(conn);
  if (conn.transport.name === 'websocket' && !conn.upgraded) conn.request.socket.destroy();
}

/** Closes a connection, also one that is closing: by long polling, engine.io waits 30 s for one more request (`Polling.doClose`). */
export function closeNow(conn: RelayConn): void {
  conn.close(true);
  const finish: unknown = Reflect.get(conn.transport, 'shouldClose');
  if (typeof finish === 'function') finish();
}
