import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Server, type ServerOptions } from 'socket.io';
import { ChatError } from '../protocol/errors.ts';
import {
  DIRECT_POD_MAX_BYTES,
  PAYLOAD_MAX_BYTES,
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
} from '../protocol/limits.ts';
import type { Readiness } from '../service/readiness.ts';
import { directoryHandlers } from './api/directory.ts';
import { LobbyBroadcaster } from './api/lobby-broadcaster.ts';
import { directSender, messageHandlers } from './api/messages.ts';
import { policyHandlers } from './api/policy.ts';
import { presenceHandlers } from './api/presence.ts';
import { RequestDispatcher } from './api/request-dispatcher.ts';
import { Sessions } from './api/sign-in.ts';
import type { PodAdapter } from './cluster/pod-adapter.ts';
import type { PodChannel } from './cluster/pod-channel.ts';
import type { RelayConfig, StopTimes } from './config.ts';
import { ConnectionLimiter } from './limits/connection-limiter.ts';
import { Quota } from './limits/quota.ts';
import { RelayMetrics } from './metrics/relay-metrics.ts';
import { EnvelopeRouter } from './routing/envelope-router.ts';
import { Connection } from './sessions/connection.ts';
import type { RelayParts } from './sessions/relay-parts.ts';
import { SessionRegistry } from './sessions/session-registry.ts';
import type { Store } from './store/store.ts';
import { addressKey, clientAddress } from './transport/client-address.ts';
import { forgetRequest } from './transport/forget-request.ts';
import { checkVersion, mayConnect, RejectedHandshake } from './transport/handshake.ts';
import { packetParser } from './transport/packet-parser.ts';
import { limitPacketRate } from './transport/packet-rate-limit.ts';
import type { RelayServer, RelaySocket } from './transport/relay-server.ts';
import { setSecurityHeaders } from './transport/response-headers.ts';
import { limitSendBuffer } from './transport/send-buffer-limit.ts';
import { closeNow, TERMINATED } from './transport/terminate.ts';
import { sendFramed } from './transport/websocket-frame.ts';
import { RelayWebSocketServer } from './transport/websocket-server.ts';

export interface RelayOptions {
  /** The server that gets Socket.IO under /socket.io/. Attach other request listeners first. */
  readonly httpServer: HttpServer | HttpsServer;
  readonly store: Store;
  /** Connects this relay to others; absent if there are none. */
  readonly adapter?: PodAdapter | undefined;
  /** Carries envelopes to others. */
  readonly pods?: PodChannel | undefined;
  readonly config: RelayConfig;
  readonly logger: Logger;
  /** The clock, ms since 1970. */
  readonly now?: (() => number) | undefined;
}

/** How long a transport may be open without a Socket.IO handshake, ms. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** The part of the drain time in which clients begin to move: the last one needs the rest to arrive. */
const MOVING_SHARE = 0.75;

type RelayConn = RelaySocket['conn'];

interface OpenConn {
  /** Hash of the address that it came from. */
  readonly address: string;
  /** Whether its address may open one more connection; only until its socket is accepted. */
  hasRoom: Promise<boolean> | undefined;
  isTerminated: boolean;
  /** Its socket, once there is one. */
  connection?: Connection;
}

/** A running relay. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #limiter: ConnectionLimiter;
  readonly #registry: SessionRegistry;
  readonly #lobby: LobbyBroadcaster;
  readonly #dispatcher: RequestDispatcher;
  /** Transports that already have a socket. */
  readonly #occupied = new WeakSet<RelayConn>();
  /** Open transports. */
  readonly #conns = new Map<RelayConn, OpenConn>();
  /** Called when the last transport is closed. */
  #onEmpty: (() => void) | undefined;
  /** Disconnects that are being written to the store. */
  readonly #disconnects = new Set<Promise<void>>();
  /** No longer ready. */
  #stopping = false;
  /** New connections are rejected. */
  #draining = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#limiter = new ConnectionLimiter(parts.store.addressLimits, parts.logger, parts.now);
    this.#registry = new SessionRegistry(parts);
    this.#lobby = new LobbyBroadcaster(parts);
    const router = new EnvelopeRouter(parts, this.#registry);
    this.#dispatcher = new RequestDispatcher(
      {
        ...new Sessions(parts, this.#limiter, this.#registry).handlers(),
        ...this.#lobby.handlers(),
        ...directoryHandlers(parts),
        ...policyHandlers(this.#registry),
        ...presenceHandlers(parts),
        ...messageHandlers(router, parts),
      },
      directSender(router, parts),
      parts,
    );
    parts.metrics.readMemory(() => parts.store.memory.uses());
    void parts.store.memory.refresh();
    parts.metrics.read({
      connections: () => this.#conns.size,
      connectionsLimit: () => this.#maxConnections,
      sessions: () => this.#registry.size,
    });
    this.#registry.start();
    this.#limiter.start();
    this.#listen();
  }

  get metrics(): RelayMetrics {
    return this.#parts.metrics;
  }

  /** Whether a load balancer should send new connections here. */
  readiness(): Readiness {
    const reasons = [
      ...(this.#stopping ? ['draining'] : []),
      ...(this.#conns.size >= this.#maxConnections ? ['full'] : []),
    ];
    return { ready: reasons.length === 0, reasons };
  }

  /** Runs the heartbeats now, as they run at their interval. */
  async beat(): Promise<void> {
    await Promise.all([this.#registry.beat(), this.#limiter.beat()]);
  }

  /** Whether a request comes from an address that floods this relay. */
  isFloodedBy(request: IncomingMessage): boolean {
    const isFlooded = this.#limiter.isFlooding(this.#address({ request }));
    if (isFlooded) this.metrics.rejected('too-many-connections');
    return isFlooded;
  }

  /** The store is reachable again: notifications were missed meanwhile, and it may have lost data. */
  recover(): void {
    this.metrics.storeIs(true);
    this.#registry.wakeAll();
    void this.#limiter.reportAll();
    this.#parts.io.local.emit('server:recovered', {});
  }

  /**
   * Drains the relay. It becomes unready but serves for `waitMs`, until the load balancer has noticed;
   * then it rejects new connections, asks its clients to connect elsewhere in the first part of
   * `spreadMs`, waits until they have or the time is over, and closes.
   */
  async drain({ waitMs, spreadMs }: StopTimes): Promise<void> {
    const { io, logger } = this.#parts;
    this.#stopping = true;
    if (waitMs > 0) await delay(waitMs);
    this.#draining = true;
    logger.info({ connections: this.#conns.size, spreadMs }, 'draining');
    io.local.emit('server:draining', { spreadMs: Math.floor(spreadMs * MOVING_SHARE) });
    await this.#allClosed(spreadMs);
    await this.close();
  }

  /** Closes all connections, so that clients reconnect automatically, and records their disconnects. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.#draining = true;
    this.#registry.stop();
    this.#limiter.stop();
    this.#lobby.stop();
    for (const conn of this.#conns.keys()) closeNow(conn);
    this.#parts.io.engine.close();
    await Promise.allSettled(this.#disconnects);
  }

  get #maxConnections(): number {
    return this.#parts.config.maxConnections ?? Number.POSITIVE_INFINITY;
  }

  #listen(): void {
    const { io } = this.#parts;
    io.engine.on('connection', (conn: RelayConn) => this.#register(conn));
    io.use((socket, next) => {
      void this.#rejection(socket).then((rejection) => {
        if (rejection === undefined) return next();
        this.metrics.rejected(rejection.data.code);
        next(rejection);
        // The rejection is written in this turn of the event loop; closing waits until it is sent.
        setImmediate(() => socket.conn.close());
      });
    });
    io.on('connection', (socket) => this.#accept(socket));
  }

  #address({ request }: { readonly request: RelayConn['request'] }): string {
    const { config } = this.#parts;
    return addressKey(clientAddress(request, config.trustedProxies), config.secret);
  }

  /** Counts a transport from its start, so that one without a handshake counts as well. */
  #register(conn: RelayConn): void {
    const address = this.#address(conn);
    limitSendBuffer(conn);
    sendFramed(conn);
    limitPacketRate(conn, this.#parts.now);
    const open: OpenConn = {
      address,
      hasRoom: this.#limiter.connected(address),
      isTerminated: false,
    };
    // `once` would need more memory for as long as the connection lasts.
    conn.on(TERMINATED, () => {
      if (open.isTerminated) return;
      open.isTerminated = true;
      const { connection } = open;
      const person = connection?.isSignedIn === true ? connection.person.id : undefined;
      this.#limiter.recordTermination(address, person);
      this.metrics.terminated();
    });
    conn.on('close', () => {
      this.#limiter.disconnected(address);
      this.#conns.delete(conn);
      if (this.#conns.size === 0) this.#onEmpty?.();
    });
    this.#conns.set(conn, open);
  }

  async #rejection(socket: RelaySocket): Promise<RejectedHandshake | undefined> {
    try {
      checkVersion(socket.handshake.auth);
      if (this.#draining) throw new ChatError('draining');
      if (!(await this.#conns.get(socket.conn)?.hasRoom)) {
        throw new ChatError('too-many-connections');
      }
      // A hostile client may send many handshakes over one transport before the first is answered.
      if (this.#occupied.has(socket.conn)) throw new ChatError('malformed');
      this.#occupied.add(socket.conn);
      return undefined;
    } catch (error) {
      if (error instanceof ChatError) return new RejectedHandshake(error.code);
      this.#parts.logger.error({ err: error }, 'a handshake failed');
      return new RejectedHandshake('internal');
    }
  }

  #accept(socket: RelaySocket): void {
    const { logger, now } = this.#parts;
    const conn = this.#conns.get(socket.conn);
    const connection = new Connection(socket, conn?.address ?? this.#address(socket), now);
    if (conn !== undefined) Object.assign(conn, { connection, hasRoom: undefined });
    logger.debug({ connection: socket.id }, 'connected');
    this.#dispatcher.attach(connection);
    forgetRequest(socket);
    socket.on('disconnect', (reason) => {
      logger.debug({ connection: socket.id, reason }, 'disconnected');
      this.#occupied.delete(socket.conn);
      this.#disconnect(connection);
    });
  }

  #disconnect(connection: Connection): void {
    const person = connection.signOut();
    if (person === undefined) return;
    const disconnect = this.#registry
      .disconnect(connection, person)
      .catch((error: unknown) =>
        this.#parts.logger.warn({ err: error }, 'a disconnect could not be recorded'),
      )
      .finally(() => this.#disconnects.delete(disconnect));
    this.#disconnects.add(disconnect);
  }

  async #allClosed(withinMs: number): Promise<void> {
    const timeout = new AbortController();
    const late = delay(withinMs, undefined, { signal: timeout.signal }).catch(() => undefined);
    const closed = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      if (this.#conns.size === 0) resolve();
    });
    await Promise.race([closed, late]);
    timeout.abort();
  }
}

const SOCKET_OPTIONS: Partial<ServerOptions> = {
  parser: packetParser,
  wsEngine: RelayWebSocketServer,
  serveClient: false,
  maxHttpBufferSize: PAYLOAD_MAX_BYTES,
  // Envelopes are encrypted and do not compress, and compressed sizes would reveal something of contents.
  perMessageDeflate: false,
  httpCompression: false,
  connectTimeout: HANDSHAKE_TIMEOUT_MS,
  // A connection that is lost without notice is detected within 18 s, about as fast as presence
  // expires, and no load balancer's idle timeout (60 s and more) is ever reached.
  pingInterval: PING_INTERVAL_MS,
  pingTimeout: PING_TIMEOUT_MS,
  // No `cors`: the page has the same origin, and other origins get no permission.
};

/** Starts a relay on an HTTP server, which may listen already or later. */
export function createRelay(options: RelayOptions): Relay {
  const { httpServer, store, adapter, pods, config, logger, now = Date.now } = options;
  const io: RelayServer = new Server(httpServer, {
    ...SOCKET_OPTIONS,
    ...(adapter === undefined ? {} : { adapter }),
    allowRequest: (request, callback) =>
      callback(undefined, mayConnect(request, config) && !relay.isFloodedBy(request)),
  });
  setSecurityHeaders(httpServer);
  const relay = new Relay({
    ...{ io, store, config, logger, now, pods },
    metrics: new RelayMetrics(),
    directMemory: new Quota(DIRECT_POD_MAX_BYTES),
  });
  return relay;
}
