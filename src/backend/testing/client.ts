import { io, type Socket } from 'socket.io-client';
import * as parser from 'socket.io-msgpack-parser';
import type { DeliveryAck } from '../../protocol/delivery-ack.ts';
import {
  type ClientToServerEvents,
  NOTICES,
  type Notice,
  type NoticeName,
  parseWire,
  REQUESTS,
  type Reply,
  type ReplyData,
  type Request,
  type RequestName,
  type ServerToClientEvents,
} from '../../protocol/events.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

export type TestSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** The acknowledgement of a delivery of which everything is stored. */
export const ALL_STORED: DeliveryAck = { deferred: [] };

export interface ConnectOptions {
  readonly auth?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly transports?: ('websocket' | 'polling')[];
  /** The address of this computer to connect from. */
  readonly localAddress?: string;
}

/** The real Socket.IO client, which does not reconnect after the server disconnects it. */
export function connectTo(port: number, options: ConnectOptions = {}): TestSocket {
  const { localAddress } = options;
  return io(`http://127.0.0.1:${port}`, {
    parser,
    ...(localAddress && { localAddress }),
    forceNew: true,
    reconnection: false,
    transports: options.transports ?? ['websocket'],
    auth: options.auth ?? { protocol: PROTOCOL_VERSION },
    extraHeaders: options.headers ?? {},
  });
}

/** Sends a request and returns the whole ack. */
export function ask<E extends RequestName>(
  socket: TestSocket,
  event: E,
  request: Request<E>,
): Promise<Reply<E>> {
  const untyped: Socket = socket;
  return untyped.emitWithAck(event, request);
}

/** Sends a request and expects success. */
export async function get<E extends RequestName>(
  socket: TestSocket,
  event: E,
  request: Request<E>,
): Promise<ReplyData<E>> {
  const reply = await ask(socket, event, request);
  if (!reply.ok) throw new Error(`${event}: ${JSON.stringify(reply.error)}`);
  return parseWire<(typeof REQUESTS)[E]['reply']>(REQUESTS[event].reply, reply.data);
}

/** The next notice of a kind. Call it before what causes the notice. */
export function notice<E extends NoticeName>(socket: TestSocket, event: E): Promise<Notice<E>> {
  const untyped: Socket = socket;
  const name: string = event;
  return new Promise((resolve) =>
    untyped.once(name, (value: unknown) => {
      resolve(parseWire<(typeof NOTICES)[E]>(NOTICES[event], value));
    }),
  );
}

/** Names of all events that a socket receives from now on, in order. */
export function eventsOf(socket: TestSocket): readonly string[] {
  const events: string[] = [];
  socket.onAny((event: string) => events.push(event));
  return events;
}
