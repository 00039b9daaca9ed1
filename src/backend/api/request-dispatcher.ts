import type { Logger } from 'pino';
import { ChatError, type ErrorCode, type ErrorDetail } from '../../protocol/errors.ts';
import { parseWire, REQUESTS, type ReplyData, type RequestName } from '../../protocol/events.ts';
import { ENVELOPE_MAX_BYTES, LARGE_ENVELOPE_BYTES } from '../../protocol/limits.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import type { Connection } from '../sessions/connection.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { SendPacket } from '../transport/fast-path/packet-reader.ts';
import { terminate } from '../transport/terminate.ts';
import type { Handlers } from './handlers.ts';
import type { SendDirectly } from './messages.ts';

/** The requests that need no sign-in. */
const UNAUTHENTICATED: ReadonlySet<RequestName> = new Set(['session:challenge', 'session:sign-in']);

type Answer =
  | { readonly ok: true; readonly data: ReplyData<RequestName> }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode } & ErrorDetail };

type Acknowledge = (answer: Answer) => void;

const isAcknowledge = (value: unknown): value is Acknowledge => typeof value === 'function';

/** `Object.hasOwn`, because `constructor` and the like are not events. */
const isRequestName = (event: unknown): event is RequestName =>
  typeof event === 'string' && Object.hasOwn(REQUESTS, event);

/**
 * Dispatches every event of a socket to its handler. It is a socket middleware that never passes an
 * event on, so a name that a client chose never reaches Node's EventEmitter: the MessagePack parser
 * accepts reserved names, and a client's 'error' or 'disconnect' would be mistaken for Socket.IO's
 * own.
 */
export class RequestDispatcher {
  readonly #handlers: Handlers;
  readonly #sendDirectly: SendDirectly;
  readonly #logger: Logger;
  readonly #metrics: RelayMetrics;

  /** @param sendDirectly takes envelopes before they become events */
  constructor(handlers: Handlers, sendDirectly: SendDirectly, { logger, metrics }: RelayParts) {
    this.#handlers = handlers;
    this.#sendDirectly = sendDirectly;
    this.#logger = logger;
    this.#metrics = metrics;
  }

  attach(connection: Connection): void {
    connection.socket.use((packet: readonly unknown[]) => {
      void this.#receive(connection, packet);
    });
    connection.fastPath.start((packet) => this.#send(connection, packet));
  }

  #send(connection: Connection, packet: SendPacket): boolean {
    const { fastPath } = connection;
    return this.#sendDirectly(connection, packet, (error) => {
      if (error === undefined) fastPath.acknowledge(packet.id);
      else fastPath.reply(packet.id, this.#refuse(connection, error, 'message:send'));
    });
  }

  /** Events without an ack are ignored, but limited: every event of the protocol has one. */
  async #receive(connection: Connection, packet: readonly unknown[]): Promise<void> {
    // Socket.IO still passes on what it had read before the connection was terminated.
    if (!connection.socket.connected) return;
    const acknowledge = packet.at(-1);
    if (!isAcknowledge(acknowledge)) return countRejection(connection);
    const [event, ...values] = packet.slice(0, -1);
    acknowledge(await this.#answer(connection, event, values));
  }

  async #answer(
    connection: Connection,
    event: unknown,
    values: readonly unknown[],
  ): Promise<Answer> {
    try {
      charge(connection, event, values[0]);
      if (!isRequestName(event)) throw new ChatError('unknown-event');
      if (!UNAUTHENTICATED.has(event) && !connection.isSignedIn)
        throw new ChatError('not-signed-in');
      if (values.length !== 1) throw new ChatError('malformed', { field: 'payload' });
      return { ok: true, data: await this.#handle(event, connection, values[0]) };
    } catch (error) {
      return this.#refuse(connection, error, event);
    }
  }

  #refuse(connection: Connection, error: unknown, event: unknown): Answer {
    const refusal = this.#refusal(error, event);
    this.#metrics.rejected(refusal.code);
    if (refusal.retryAfterMs !== undefined || event === 'session:sign-in')
      countRejection(connection);
    return { ok: false, error: refusal };
  }

  #handle<E extends RequestName>(
    event: E,
    connection: Connection,
    payload: unknown,
  ): Promise<ReplyData<E>> {
    return this.#handlers[event](connection, parseWire(REQUESTS[event].request, payload));
  }

  #refusal(error: unknown, event: unknown): { readonly code: ErrorCode } & ErrorDetail {
    if (error instanceof ChatError) return { code: error.code, ...error.detail };
    this.#logger.error({ err: error, event }, 'a handler failed');
    return { code: 'internal' };
  }
}

/** Rejecting a request costs CPU too, so clients that ignore back-off are disconnected. */
function countRejection({ rejections, socket }: Connection): void {
  if (rejections.take() > 0) terminate(socket.conn);
}

/**
 * The bytes of the envelope in a payload that is not parsed yet; 0 without one, or when it is larger than
 * any envelope, which is rejected.
 */
function envelopeBytes(payload: unknown): number {
  if (typeof payload !== 'object' || payload === null || !('envelope' in payload)) return 0;
  const { envelope } = payload;
  const isBinary = envelope instanceof Uint8Array || envelope instanceof ArrayBuffer;
  return isBinary && envelope.byteLength <= ENVELOPE_MAX_BYTES ? envelope.byteLength : 0;
}

/** Reading a limit creates it, so this reads the one that it needs. */
function rateOf(connection: Connection, event: unknown, payload: unknown): number {
  if (event !== 'message:send') return connection.lookups.take();
  const bytes = envelopeBytes(payload);
  return bytes < LARGE_ENVELOPE_BYTES ? connection.sends.take() : connection.largeSends.take(bytes);
}

/**
 * Counts an event before it costs anything, unknown and malformed ones included. Large envelopes have a
 * limit of their own, by bytes, so that they do not use up the one of texts and receipts. Sign-ins are
 * counted by address (session.ts).
 * @throws ChatError `rate-limited`
 */
function charge(connection: Connection, event: unknown, payload: unknown): void {
  if (event === 'session:sign-in') return;
  const retryAfterMs = rateOf(connection, event, payload);
  if (retryAfterMs > 0) throw new ChatError('rate-limited', { retryAfterMs });
}
