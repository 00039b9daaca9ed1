import { createServer } from 'node:http';
import { afterEach } from '@jest/globals';
import type { Logger } from 'pino';
import { listen, stopListening } from '../../service/listening.ts';
import { createLogger } from '../../service/logging.ts';
import type { RelayDependencies } from '../cluster/dependencies.ts';
import type { RelayConfig } from '../config.ts';
import { createRelay, type Relay } from '../relay.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import type { Store } from '../store/store.ts';
import { type ConnectOptions, connectTo, type TestSocket } from './client.ts';
import { Clock } from './clock.ts';
import { TestPerson } from './person.ts';
import { RawConnection } from './raw-connection.ts';
import { type Interceptor, withInterceptor } from './store-faults.ts';

/** The host that proofs name in these tests. */
export const HOST = 'chat.example';

/** Keys the hash of addresses in these tests. */
export const SECRET = 'a secret that is known to all'.padEnd(32, '.');

/** A person who is signed in. */
export interface Visitor {
  readonly person: TestPerson;
  readonly socket: TestSocket;
}

/** A real relay on a free port, with functions to connect to it. */
export interface TestRelay {
  readonly relay: Relay;
  readonly store: Store;
  readonly clock: Clock;
  readonly port: number;
  /** Everything that was logged, one line each. */
  readonly log: readonly string[];
  /** Connects without signing in. */
  connect(options?: ConnectOptions): Promise<TestSocket>;
  /** Connects and signs a new person in. */
  visit(name: string): Promise<Visitor>;
  /** A WebSocket that sends exactly the bytes that it is given. */
  raw(): Promise<RawConnection>;
}

const teardowns: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

function capture(): { readonly log: string[]; readonly logger: Logger } {
  const log: string[] = [];
  return { log, logger: createLogger('trace', { write: (line) => void log.push(line) }) };
}

/**
 * Starts a relay; it ends with the test.
 * @param onStoreCall intercepts the relay's calls to its store, but not the test's own
 * @param shared what this relay shares with others; alone it has a store in memory
 */
export async function startTestRelay(
  config: Partial<RelayConfig> = {},
  onStoreCall: Interceptor = (_method, call) => call(),
  shared?: Pick<RelayDependencies, 'store' | 'adapter' | 'pods'>,
): Promise<TestRelay> {
  const clock = new Clock();
  const { log, logger } = capture();
  const httpServer = createServer((_, response) => response.writeHead(404).end());
  const { store, adapter, pods } = shared ?? {
    store: createMemoryStore({ now: clock.now }),
    ...{ adapter: undefined, pods: undefined },
  };
  const relayConfig = {
    publicHosts: [HOST],
    secret: SECRET,
    trustedProxies: 0,
    ...config,
  };
  const parts = { httpServer, adapter, pods, config: relayConfig, logger, now: clock.now };
  const relay = createRelay({ ...parts, store: withInterceptor(store, onStoreCall) });
  const port = await listen(httpServer, { host: '127.0.0.1', port: 0, setting: 'PORT' });
  teardowns.push(async () => {
    await relay.close();
    await stopListening(httpServer);
  });
  const connect = async (options?: ConnectOptions): Promise<TestSocket> => {
    const socket = connectTo(port, options);
    teardowns.push(() => socket.disconnect());
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(socket));
      socket.once('connect_error', reject);
    });
  };
  const visit = async (name: string): Promise<Visitor> => {
    const person = await TestPerson.create(name);
    const socket = await connect();
    await person.signIn(socket);
    return { person, socket };
  };
  const raw = async (): Promise<RawConnection> => {
    const connection = await RawConnection.open(port);
    teardowns.push(() => connection.end());
    return connection;
  };
  return { relay, store, clock, port, log, connect, visit, raw };
}
