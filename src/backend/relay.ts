import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Server, type ServerOptions } from 'socket.io';
import { ChatError } from '../protocol/errors.ts';
import { PAYLOAD_MAX_BYTES, PING_INTERVAL_MS, PING_TIMEOUT_MS } from '../protocol/limits.ts';
import type { Readiness } from '../service/readiness.ts';
import { directoryHandlers } from './api/directory.ts';
import { LobbyWatch } from './api/lobby-broadcaster.ts';
import { mailHandlers } from './api/messages.ts';
import { presenceHandlers } from './api/presence.ts';
import { Gate } from './api/request-dispatcher.ts';
import { Sessions } from './api/sign-in.ts';
import type { PodAdapter } from './cluster/pod-adapter.ts';
import type { RelayConfig, StopTimes } from './config.ts';
import { AddressBook } from './limits/connection-limiter.ts';
import { RelayMetrics } from './metrics/relay-metrics.ts';
import { Connection } from './sessions/connection.ts';
import type { RelayParts } from './sessions/relay-parts.ts';
import { SessionRegistry } from './sessions/session-registry.ts';
import type { Store } from './store/store.ts';
import { addressKey, clientAddress } from './transport/client-address.ts';
import { checkVersion, mayConnect, RefusedHandshake } from './transport/handshake.ts';
import { wireParser } from './transport/packet-parser.ts';
import { limitFrames } from './transport/packet-rate-limit.ts';
import type { RelayServer, RelaySocket } from './transport/relay-server.ts';
import { limitBacklog } from './transport/send-buffer-limit.ts';
import { CUT_OFF } from './transport/terminate.ts';
import { sendFramed } from './transport/websocket-frame.ts';
import { FairWebSocketServer } from './transport/websocket-server.ts';

export interface RelayOptions {
  /** Gets Socket.IO under /socket.io/. Attach own request listeners before. */
  readonly httpServer: HttpServer | HttpsServer;
  readonly store: Store;
  /** What joins this relay to the others; absent: there are none. */
  readonly adapter?: PodAdapter | undefined;
  readonly config: RelayConfig;
  readonly logger: Logger;
  /** The clock, ms since 1970. */
  readonly now?: (() => number) | undefined;
}

/** How long a transport may be open without a Socket.IO handshake, ms. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** When clients may set out, as a share of the time they have: the last one needs the rest to arrive. */
const MOVING_SHARE = 0.75;

type RelayConn = RelaySocket['conn'];

interface OpenConn {
  /** Whether its address may have it, too. */
  readonly hasRoom: Promise<boolean>;
  readonly closed: Promise<void>;
}

/** A running relay. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #addresses: AddressBook;
  readonly #registry: SessionRegistry;
  readonly #lobby: LobbyWatch;
  readonly #gate: Gate;
  /** Transports that have their one socket. */
  readonly #occupied = new WeakSet<RelayConn>();
  /** Open transports. */
  readonly #conns = new Map<RelayConn, OpenConn>();
  /** Goodbyes that are being written to the store. */
  readonly #departures = new Set<Promise<void>>();
  /** Not ready any more. */
  #leaving = false;
  /** Nobody comes in any more. */
  #draining = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#addresses = new AddressBook(parts.store.addresses, parts.logger, parts.now);
    this.#registry = new SessionRegistry(parts);
    this.#lobby = new LobbyWatch(parts);
    this.#gate = new Gate(
      {
        ...new Sessions(parts, this.#addresses, this.#registry).handlers(),
        ...this.#lobby.handlers(),
        ...directoryHandlers(parts),
        ...presenceHandlers(parts),
        ...mailHandlers(parts),
      },
      parts,
    );
    parts.metrics.read({
      connections: () => this.#conns.size,
      connectionsLimit: () => this.#maxConnections,
      people: () => this.#registry.size,
    });
    this.#registry.start();
    this.#addresses.start();
    this.#listen();
  }

  get metrics(): RelayMetrics {
    return this.#parts.metrics;
  }

  /** Whether a balancer should send new connections here. */
  readiness(): Readiness {
    const reasons = [
      ...(this.#leaving ? ['draining'] : []),
      ...(this.#conns.size >= this.#maxConnections ? ['full'] : []),
    ];
    return { ready: reasons.length === 0, reasons };
  }

  /** Confirms at once that everybody here is here; heartbeats do it by themselves. */
  async beat(): Promise<void> {
    await Promise.all([this.#registry.beat(), this.#addresses.beat()]);
  }

  /** Whether a request comes from an address that floods this relay, with connections or by them. */
  isFloodedBy(request: IncomingMessage): boolean {
    const isFlooded = this.#addresses.isFlooding(this.#address({ request }));
    if (isFlooded) this.metrics.refused('too-many-connections');
    return isFlooded;
  }

  /** The store was away and is back: what it told meanwhile was missed, and it may have lost something. */
  recover(): void {
    this.metrics.storeIs(true);
    this.#registry.wakeAll();
    void this.#addresses.tellAll();
    this.#parts.io.local.emit('server:recovered', {});
  }

  /**
   * Is not ready any more and serves on for `waitMs`, until the balancer has noticed; then takes no one
   * in, asks the clients to connect elsewhere in the first part of `spreadMs`, waits until they have or
   * the time is over, and closes.
   */
  async drain({ waitMs, spreadMs }: StopTimes): Promise<void> {
    const { io, logger } = this.#parts;
    this.#leaving = true;
    if (waitMs > 0) await delay(waitMs);
    this.#draining = true;
    logger.info({ connections: this.#conns.size, spreadMs }, 'draining');
    io.local.emit('server:draining', { spreadMs: Math.floor(spreadMs * MOVING_SHARE) });
    await this.#allGone(spreadMs);
    await this.close();
  }

  /** Cuts all connections, which makes clients come back by themselves, and writes their goodbyes. */
  async close(): Promise<void> {
    this.#leaving = true;
    this.#draining = true;
    this.#registry.stop();
    this.#addresses.stop();
    this.#lobby.stop();
    this.#parts.io.engine.close();
    await Promise.allSettled(this.#departures);
  }

  get #maxConnections(): number {
    return this.#parts.config.maxConnections ?? Number.POSITIVE_INFINITY;
  }

  #listen(): void {
    const { io } = this.#parts;
    io.engine.on('connection', (conn: RelayConn) => this.#count(conn));
    io.use((socket, next) => {
      void this.#refusal(socket).then((refusal) => {
        if (refusal === undefined) return next();
        this.metrics.refused(refusal.data.code);
        next(refusal);
        // The refusal is written in this turn of the event loop; closing waits until it is sent.
        setImmediate(() => socket.conn.close());
      });
    });
    io.on('connection', (socket) => this.#welcome(socket));
  }

  #address({ request }: { readonly request: RelayConn['request'] }): string {
    const { config } = this.#parts;
    return addressKey(clientAddress(request, config.trustedProxies), config.secret);
  }

  /** Counted from the transport on, so that one without a handshake counts, too. */
  #count(conn: RelayConn): void {
    const address = this.#address(conn);
    limitBacklog(conn);
    sendFramed(conn);
    limitFrames(conn, this.#parts.now);
    const hasRoom = this.#addresses.connected(address);
    conn.once(CUT_OFF, () => {
      this.#addresses.wasCutOff(address);
      this.metrics.cutOff();
    });
    const closed = new Promise<void>((resolve) => {
      conn.once('close', () => {
        this.#addresses.disconnected(address);
        this.#conns.delete(conn);
        resolve();
      });
    });
    this.#conns.set(conn, { hasRoom, closed });
  }

  async #refusal(socket: RelaySocket): Promise<RefusedHandshake | undefined> {
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
      if (error instanceof ChatError) return new RefusedHandshake(error.code);
      this.#parts.logger.error({ err: error }, 'a handshake failed');
      return new RefusedHandshake('internal');
    }
  }

  #welcome(socket: RelaySocket): void {
    const { logger, now } = this.#parts;
    const connection = new Connection(socket, this.#address(socket), now);
    logger.debug({ connection: socket.id }, 'connected');
    this.#gate.attach(connection);
    socket.on('disconnect', (reason) => {
      logger.debug({ connection: socket.id, reason }, 'disconnected');
      this.#occupied.delete(socket.conn);
      this.#depart(connection);
    });
  }

  #depart(connection: Connection): void {
    const person = connection.signOut();
    if (person === undefined) return;
    const departure = this.#registry
      .disconnect(connection, person)
      .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'a goodbye failed'))
      .finally(() => this.#departures.delete(departure));
    this.#departures.add(departure);
  }

  async #allGone(withinMs: number): Promise<void> {
    const timeout = new AbortController();
    const late = delay(withinMs, undefined, { signal: timeout.signal }).catch(() => undefined);
    const gone = [...this.#conns.values()].map(({ closed }) => closed);
    await Promise.race([Promise.all(gone), late]);
    timeout.abort();
  }
}

const SOCKET_OPTIONS: Partial<ServerOptions> = {
  parser: wireParser,
  wsEngine: FairWebSocketServer,
  serveClient: false,
  maxHttpBufferSize: PAYLOAD_MAX_BYTES,
  // What crosses is sealed and does not compress; and compressed sizes would tell about contents.
  perMessageDeflate: false,
  httpCompression: false,
  connectTimeout: HANDSHAKE_TIMEOUT_MS,
  // A connection that died without a word is noticed within 18 s, about as fast as presence lapses,
  // and no balancer's idle timeout (60 s and more) is ever reached.
  pingInterval: PING_INTERVAL_MS,
  pingTimeout: PING_TIMEOUT_MS,
  // No `cors`: the page comes from the same origin, and other origins get no permission.
};

/** Starts a relay on an HTTP server, which may listen already or later. */
export function createRelay(options: RelayOptions): Relay {
  const { httpServer, store, adapter, config, logger, now = Date.now } = options;
  const io: RelayServer = new Server(httpServer, {
    ...SOCKET_OPTIONS,
    ...(adapter === undefined ? {} : { adapter }),
    allowRequest: (request, callback) =>
      callback(undefined, mayConnect(request, config) && !relay.isFloodedBy(request)),
  });
  const relay = new Relay({ io, store, config, logger, now, metrics: new RelayMetrics() });
  return relay;
}
