import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { SEND_BUFFER_MAX_BYTES } from '../../protocol/limits.ts';

/**
 * A WebSocket server whose connections take turns: one message of each connection is read per turn of
 * the event loop. `ws` on its own passes on everything that one read of 64 KiB contained, more than a
 * thousand small messages, before any other connection has a turn. What a client sends ahead waits in
 * TCP's buffers, and therefore at its sender.
 */
export class RelayWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, allowSynchronousEvents: false });
  }

  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    callback: (webSocket: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, socket, head, (webSocket, upgraded) => {
      webSocket.on('ping', () => terminateUnread(webSocket));
      callback(webSocket, upgraded);
    });
  }
}

/** `ws` answers each ping itself (RFC 6455, section 5.5.2), so Engine.IO's send buffer never sees it. */
function terminateUnread(webSocket: WebSocket): void {
  if (webSocket.bufferedAmount > SEND_BUFFER_MAX_BYTES) webSocket.terminate();
}
