import { type Cluster, Redis } from 'ioredis';
import { PacedCluster } from './paced-cluster.ts';
import type { RedisEndpoint } from './redis-endpoint.ts';

/** A connection to one Redis, or the connections to a cluster. */
export type RedisClient = Redis | Cluster;

/** How long Redis may take to reply, and how long connecting may take, ms. */
const SILENCE_MS = 3_000;
const CONNECT_MS = 3_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 1_000;

/** Pods that lost a Redis at the same moment do not all reconnect at the same moment. */
const retryDelay = (times: number): number => {
  const ceiling = Math.min(RETRY_MIN_MS * 2 ** times, RETRY_MAX_MS);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
};

/** Nothing waits for an unavailable Redis: commands fail, and clients are told to wait. */
const FAIL_FAST = {
  lazyConnect: true,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_MS,
  socketTimeout: SILENCE_MS,
  keepAlive: SILENCE_MS,
  // A master that became a replica: the address now leads to another server.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
};

const credentials = ({ username, password }: RedisEndpoint) => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});

function clusterOf(endpoint: RedisEndpoint, isSubscriber: boolean): Cluster {
  const { nodes, tls } = endpoint;
  return new PacedCluster([...nodes], {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryDelay,
    slotsRefreshTimeout: CONNECT_MS,
    // Another connection to each master, and work whenever one fails.
    shardedSubscribers: isSubscriber,
    redisOptions: { ...FAIL_FAST, ...credentials(endpoint), ...(tls ? { tls: {} } : {}) },
    // A certificate names hosts, so with TLS the host names that the cluster reports are not
    // resolved here.
    ...(tls ? { dnsLookup: (address, callback) => callback(null, address) } : {}),
  });
}

/** A client that is not connected yet, for commands or for subscriptions. */
export function createRedisClient(
  endpoint: RedisEndpoint,
  { isSubscriber }: { readonly isSubscriber: boolean },
): RedisClient {
  if (endpoint.kind === 'cluster') return clusterOf(endpoint, isSubscriber);
  const options = {
    ...FAIL_FAST,
    ...credentials(endpoint),
    db: endpoint.database,
    enableOfflineQueue: false,
    retryStrategy: retryDelay,
  };
  if (endpoint.kind === 'sentinel') {
    // Without ioredis's failover detector: an event while a connection is being established stops
    // that client permanently. A master that died or was demoted closes its connections anyway.
    return new Redis({
      ...options,
      sentinels: [...endpoint.nodes],
      name: endpoint.master ?? '',
      sentinelRetryStrategy: retryDelay,
      ...(endpoint.tls ? { tls: {}, enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
    });
  }
  return new Redis({ ...options, ...endpoint.nodes[0], ...(endpoint.tls ? { tls: {} } : {}) });
}

/** Connects, however long that takes; from then on the client reconnects automatically. */
export function connectRedis(client: RedisClient): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', resolve);
    client.connect().catch(() => undefined);
  });
}
