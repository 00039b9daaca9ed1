import { randomBytes } from 'node:crypto';
import { SECRET_MIN_LENGTH } from '../protocol/limits.ts';
import { type EnvironmentReader, readEnvironment, type Variables } from '../service/environment.ts';
import {
  readServiceSettings,
  readTrustedProxies,
  type ServiceSettings,
} from '../service/settings.ts';
import { parseRedisUrl, type RedisEndpoint, RedisUrlError } from './store/redis/redis-endpoint.ts';

/** The relay's settings, in whichever process it runs. */
export interface RelayConfig {
  /** `host[:port]` in lower case that sign-in proofs may name. None: nobody can sign in. */
  readonly publicHosts: readonly string[];
  /** Keys the hash under which addresses are counted. */
  readonly secret: string;
  /** How many proxies before us set `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** The number of connections at which the relay becomes unready. Absent: there is no limit. */
  readonly maxConnections?: number | undefined;
  /** Where Redis is. Absent: the store is in this process's memory. */
  readonly redis?: RedisEndpoint | undefined;
}

/** The phases of stopping, ms. */
export interface StopTimes {
  /** How long it serves although unready, until the load balancer has noticed. */
  readonly waitMs: number;
  /** The time over which clients move to other relays. */
  readonly spreadMs: number;
}

/** For a process whose users see that it stops. */
export const AT_ONCE: StopTimes = { waitMs: 0, spreadMs: 0 };

/** The settings of a backend process. */
export interface BackendConfig extends RelayConfig, ServiceSettings {
  readonly stop: StopTimes;
}

const CONNECTIONS_RANGE = { min: 1, max: 1_000_000 };
const SECOND_MS = 1_000;
const STOP_RANGE = { min: 0, max: 300 };

const PUBLIC_HOST = {
  pattern: /^([0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/,
  meaning: 'host or host:port, without scheme or path',
};

/**
 * The settings of a backend process from its environment (docs/operations.md).
 * @throws ConfigError that names every wrong variable
 */
export function readBackendConfig(variables: Variables): BackendConfig {
  const env = readEnvironment(variables);
  const config = {
    ...readServiceSettings(env),
    ...readRelayConfig(env),
    stop: {
      waitMs: env.integer('STOP_WAIT_SECONDS', 0, STOP_RANGE) * SECOND_MS,
      spreadMs: env.integer('STOP_SPREAD_SECONDS', 5, STOP_RANGE) * SECOND_MS,
    },
  };
  env.done();
  return config;
}

/** The relay's part of the settings, for processes that have more of their own. */
export function readRelayConfig(env: EnvironmentReader): RelayConfig {
  const secret = env.secret('LIVE_CHAT_SECRET', { minLength: SECRET_MIN_LENGTH });
  const redisUrl = env.secret('REDIS_URL', { minLength: 1 });
  if (redisUrl !== undefined && secret === undefined) {
    env.problem('LIVE_CHAT_SECRET', 'is required with REDIS_URL: all relays must have the same');
  }
  return {
    publicHosts: env.list('PUBLIC_HOSTS', PUBLIC_HOST).map((host) => host.toLowerCase()),
    secret: secret ?? randomBytes(32).toString('base64url'),
    trustedProxies: readTrustedProxies(env),
    maxConnections: env.integer('MAX_CONNECTIONS', 10_000, CONNECTIONS_RANGE),
    redis: redisUrl === undefined ? undefined : readRedisEndpoint(env, redisUrl),
  };
}

/** The problem names the forms and never the value, which may hold a password. */
function readRedisEndpoint(env: EnvironmentReader, url: string): RedisEndpoint | undefined {
  try {
    return parseRedisUrl(url);
  } catch (error) {
    if (!(error instanceof RedisUrlError)) throw error;
    env.problem('REDIS_URL', error.message);
    return undefined;
  }
}
