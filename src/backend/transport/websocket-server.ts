import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { BACKLOG_MAX_BYTES } from '../../protocol/limits.ts';

/**
 * WebSockets that take turns: of each connection one message is read in a turn of the event loop. By
 * itself `ws` hands on all that one read of 64 KiB brought, more than a thousand small messages, before
 * anybody else has a turn. What a connection sends ahead waits in TCP's buffers, and so with its sender.
 */
export class FairWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, allowSynchronousEvents: false });
  }

  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    callback: (webSocket: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, socket, head, (webSocket, asked) => {
      webSocket.on('ping', () => endUnread(webSocket));
      callback(webSocket, asked);
    });
  }
}

/** `ws` answers each ping by itself (RFC 6455 section 5.5.2), and Engine.IO does not hear of it. */
function endUnread(webSocket: WebSocket): void {
  if (webSocket.bufferedAmount > BACKLOG_MAX_BYTES) webSocket.terminate();
}
