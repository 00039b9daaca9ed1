import { Cluster, Redis } from 'ioredis';
import type { RedisPlace } from './redis-endpoint.ts';

/** A connection to one Redis, or the connections to a cluster. */
export type RedisClient = Redis | Cluster;

/** How long Redis may be silent while it owes an answer, and how long connecting may take, ms. */
const SILENCE_MS = 3_000;
const CONNECT_MS = 3_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 1_000;

/** Pods that lost one Redis at the same moment do not come back at the same moment. */
const retryDelay = (times: number): number => {
  const ceiling = Math.min(RETRY_MIN_MS * 2 ** times, RETRY_MAX_MS);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
};

/** Nothing waits for a Redis that is away: what was asked fails, and clients are told to wait. */
const FAIL_FAST = {
  lazyConnect: true,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_MS,
  socketTimeout: SILENCE_MS,
  keepAlive: SILENCE_MS,
  // A master that became a replica: what is behind the address is now another.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
};

const credentials = ({ username, password }: RedisPlace) => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});

function clusterOf(place: RedisPlace): Cluster {
  const { nodes, tls } = place;
  return new Cluster([...nodes], {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryDelay,
    slotsRefreshTimeout: CONNECT_MS,
    shardedSubscribers: true,
    redisOptions: { ...FAIL_FAST, ...credentials(place), ...(tls ? { tls: {} } : {}) },
    // A certificate names hosts, so with TLS the names that the cluster tells are not looked up here.
    ...(tls ? { dnsLookup: (address, callback) => callback(null, address) } : {}),
  });
}

/** A client that is not connected yet. */
export function createRedisClient(place: RedisPlace): RedisClient {
  if (place.kind === 'cluster') return clusterOf(place);
  const options = {
    ...FAIL_FAST,
    ...credentials(place),
    db: place.database,
    enableOfflineQueue: false,
    retryStrategy: retryDelay,
  };
  if (place.kind === 'sentinel') {
    // Without ioredis's failover detector: what it hears while a connection is being made ends that
    // client for ever. A master that died or was demoted closes its connections anyway.
    return new Redis({
      ...options,
      sentinels: [...place.nodes],
      name: place.master ?? '',
      sentinelRetryStrategy: retryDelay,
      ...(place.tls ? { tls: {}, enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
    });
  }
  return new Redis({ ...options, ...place.nodes[0], ...(place.tls ? { tls: {} } : {}) });
}

/** Connects, however long it takes; from then on the client comes back by itself. */
export function connectRedis(client: RedisClient): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', resolve);
    client.connect().catch(() => undefined);
  });
}
