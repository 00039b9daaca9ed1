import { Manager, type ManagerOptions, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { DeliveryAck } from '../../protocol/delivery-ack.ts';
import { ChatError, ERROR_CODES, type ErrorCode } from '../../protocol/errors.ts';
import {
  NOTICES,
  type Notice,
  type NoticeName,
  parseWire,
  REQUESTS,
  type ReplyData,
  type Request,
  type RequestName,
} from '../../protocol/events.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { packetParser } from './packet-parser.ts';

/** Time limit for a reply of the relay, ms. */
const REPLY_TIMEOUT_MS = 20_000;
const CONNECT_TIMEOUT_MS = 20_000;

/** Handlers of the relay's notices; `done` acknowledges a delivery. */
export type NoticeListener = {
  readonly [E in NoticeName]: (notice: Notice<E>, done: (ack?: DeliveryAck) => void) => void;
};

const errorCode = v.picklist(ERROR_CODES);
const REFUSAL = v.object({ code: errorCode });
const REPLY = v.variant('ok', [
  v.object({ ok: v.literal(true), data: v.unknown() }),
  v.object({
    ok: v.literal(false),
    error: v.object({
      code: errorCode,
      field: v.optional(v.string()),
      retryAfterMs: v.optional(v.pipe(v.number(), v.minValue(0))),
      suggestion: v.optional(v.string()),
    }),
  }),
]);

/** One connection to the relay, from handshake to end. It does not reconnect. */
export class RelaySocket {
  readonly #socket: Socket;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('disconnect', () => resolve()));
  }

  /**
   * Connects: by a WebSocket, or by long polling if none can be opened.
   * @param address origin of the chat, `https://host[:port]`
   * @param timeoutMs the time limit for transport, handshake and the relay's welcome together
   * @throws ChatError `connection-lost`, or the code with which the relay rejects the handshake
   */
  static async connect(
    address: string,
    listener: NoticeListener,
    timeoutMs = CONNECT_TIMEOUT_MS,
  ): Promise<RelaySocket> {
    const began = performance.now();
    try {
      return await RelaySocket.#open(address, listener, timeoutMs, ['websocket']);
    } catch (error) {
      const polling = isOfTransport(error) ? await loadLongPolling() : undefined;
      if (polling === undefined) throw error;
      const leftMs = timeoutMs - (performance.now() - began);
      return RelaySocket.#open(address, listener, leftMs, [polling]);
    }
  }

  static #open(
    address: string,
    listener: NoticeListener,
    timeoutMs: number,
    transports: NonNullable<ManagerOptions['transports']>,
  ): Promise<RelaySocket> {
    const manager = new Manager(address, {
      parser: packetParser,
      reconnection: false,
      transports,
      // The load balancer's cookie keeps polling on one relay. Browsers send it to their own origin
      // anyway.
      withCredentials: true,
      timeout: timeoutMs,
    });
    const socket = manager.socket('/', { auth: { protocol: PROTOCOL_VERSION } });
    listen(socket, listener);
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(timer);
        socket.disconnect();
        reject(refusalOf(error));
      };
      // Socket.IO's own timer ends with the transport's handshake, before the relay's welcome.
      const timer = setTimeout(() => fail(new Error('no welcome in time')), timeoutMs);
      const closed = (): void => fail(new Error('closed before the welcome'));
      socket.once('connect_error', fail);
      socket.once('disconnect', closed);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('disconnect', closed);
        resolve(new RelaySocket(socket));
      });
    });
  }

  /**
   * Sends a request to the relay.
   * @throws ChatError the code with which the relay rejects it; `connection-lost` when no reply
   * arrived, in which case the relay may or may not have handled it; `malformed` when the reply is
   * invalid
   */
  async ask<E extends RequestName>(event: E, request: Request<E>): Promise<ReplyData<E>> {
    let answer: unknown;
    try {
      // While a transport breaks, Socket.IO buffers requests for a reconnection that never happens.
      answer = await Promise.race([
        this.#socket.timeout(REPLY_TIMEOUT_MS).emitWithAck(event, request),
        this.closed.then(() => Promise.reject(new Error('closed'))),
      ]);
    } catch (cause) {
      throw new ChatError('connection-lost', {}, { cause });
    }
    const reply = parseWire(REPLY, answer);
    if (!reply.ok) {
      const { code, ...detail } = reply.error;
      throw new ChatError(code, detail);
    }
    return parseWire<(typeof REQUESTS)[E]['reply']>(REQUESTS[event].reply, reply.data);
  }

  close(): void {
    this.#socket.disconnect();
  }
}

/** Whether a connection ended before the relay was reached. */
const isOfTransport = (error: unknown): boolean =>
  error instanceof ChatError && Reflect.get(Object(error.cause), 'type') === 'TransportError';

/** Undefined when the code cannot be loaded: there is no network, either. */
const loadLongPolling = () =>
  import('./long-polling.ts').then(
    ({ LongPolling }) => LongPolling,
    () => undefined,
  );

function refusalOf(error: Error): ChatError {
  const refusal = v.safeParse(REFUSAL, 'data' in error ? error.data : undefined);
  const code: ErrorCode = refusal.success ? refusal.output.code : 'connection-lost';
  return new ChatError(code, {}, { cause: error });
}

/** Anything from the relay that is not a valid notice is ignored and not acknowledged. */
function listen(socket: Socket, listener: NoticeListener): void {
  for (const event of Object.keys(NOTICES) as NoticeName[]) {
    socket.on(event, (value: unknown, ack: unknown) => {
      const done = (answer?: DeliveryAck): void => {
        if (typeof ack === 'function') ack(answer);
      };
      hear(listener, event, value, done);
    });
  }
}

function hear<E extends NoticeName>(
  listener: NoticeListener,
  event: E,
  value: unknown,
  done: (ack?: DeliveryAck) => void,
): void {
  let notice: Notice<E>;
  try {
    notice = parseWire<(typeof NOTICES)[E]>(NOTICES[event], value);
  } catch {
    return;
  }
  listener[event](notice, done);
}
