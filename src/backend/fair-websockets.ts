import { type ServerOptions, WebSocketServer } from 'ws';

/**
 * WebSockets that take turns: of each connection one message is read in a turn of the event loop. By
 * itself `ws` hands on all that one read of 64 KiB brought, more than a thousand small messages, before
 * anybody else has a turn. What a connection sends ahead waits in TCP's buffers, and so with its sender.
 */
export class FairWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, allowSynchronousEvents: false });
  }
}
