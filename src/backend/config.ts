import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { FILE_MAX_BYTES, SECRET_MIN_LENGTH } from '../protocol/limits.ts';
import { integer, list, parseSettings, secret, type Variables } from '../service/environment.ts';
import {
  adminPortDiffers,
  SERVICE_ENTRIES,
  type ServiceSettings,
  TRUSTED_PROXIES,
  toServiceSettings,
} from '../service/settings.ts';
import { parseRedisUrl, type RedisEndpoint, RedisUrlError } from './store/redis/redis-endpoint.ts';

/** The relay's settings, in whichever process it runs. */
export interface RelayConfig {
  /** `host[:port]` in lower case that sign-in proofs may name. None: nobody can sign in. */
  readonly publicHosts: readonly string[];
  /** Keys the hash under which addresses are counted. */
  readonly secret: string;
  /** How many proxies in front of us set `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** The number of connections at which the relay becomes unready. Absent: there is no limit. */
  readonly maxConnections?: number | undefined;
  /** The largest file that clients may send, bytes. Absent: that of the protocol. */
  readonly fileMaxBytes?: number | undefined;
  /** Where Redis is. If absent, the store is in this process's memory. */
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
/** Clients accept no larger files, whatever the setting is. */
const FILE_RANGE = { min: 0, max: FILE_MAX_BYTES };
const SECOND_MS = 1_000;
const STOP_RANGE = { min: 0, max: 300 };

const PUBLIC_HOST = {
  pattern: /^([0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/,
  meaning: 'host or host:port, without scheme or path',
};

/** REDIS_URL. The message names the allowed forms and never the value, which may contain a password. */
const REDIS_URL = v.pipe(
  secret({ minLength: 1 }),
  v.rawTransform(({ dataset, addIssue, NEVER }): RedisEndpoint => {
    try {
      return parseRedisUrl(dataset.value);
    } catch (error) {
      if (!(error instanceof RedisUrlError)) throw error;
      addIssue({ message: error.message });
      return NEVER;
    }
  }),
);

/** The variables of the relay, for processes that have more of their own. */
export const RELAY_ENTRIES = {
  PUBLIC_HOSTS: v.optional(list(PUBLIC_HOST)),
  LIVE_CHAT_SECRET: v.optional(secret({ minLength: SECRET_MIN_LENGTH })),
  TRUSTED_PROXIES,
  MAX_CONNECTIONS: v.optional(integer(CONNECTIONS_RANGE), '10000'),
  FILE_MAX_BYTES: v.optional(integer(FILE_RANGE)),
  REDIS_URL: v.optional(REDIS_URL),
};

interface RelayVariables {
  readonly PUBLIC_HOSTS?: readonly string[] | undefined;
  readonly LIVE_CHAT_SECRET?: string | undefined;
  readonly TRUSTED_PROXIES: number;
  readonly MAX_CONNECTIONS: number;
  readonly FILE_MAX_BYTES?: number | undefined;
  readonly REDIS_URL?: RedisEndpoint | undefined;
}

type SharedSecret = Pick<RelayVariables, 'LIVE_CHAT_SECRET' | 'REDIS_URL'>;

/** Relays that share a Redis must hash addresses with the same secret. */
export function secretIsShared(settings: SharedSecret): string | undefined {
  if (settings.REDIS_URL === undefined || settings.LIVE_CHAT_SECRET !== undefined) return undefined;
  return 'LIVE_CHAT_SECRET is required with REDIS_URL: all relays must have the same';
}

export const toRelayConfig = (variables: RelayVariables): RelayConfig => ({
  publicHosts: (variables.PUBLIC_HOSTS ?? []).map((host) => host.toLowerCase()),
  secret: variables.LIVE_CHAT_SECRET ?? randomBytes(32).toString('base64url'),
  trustedProxies: variables.TRUSTED_PROXIES,
  maxConnections: variables.MAX_CONNECTIONS,
  fileMaxBytes: variables.FILE_MAX_BYTES,
  redis: variables.REDIS_URL,
});

const BACKEND_ENTRIES = {
  ...SERVICE_ENTRIES,
  ...RELAY_ENTRIES,
  STOP_WAIT_SECONDS: v.optional(integer(STOP_RANGE), '0'),
  STOP_SPREAD_SECONDS: v.optional(integer(STOP_RANGE), '5'),
};

/**
 * The settings of a backend process from its environment (docs/operations.md).
 * @throws ConfigError that names every invalid variable
 */
export function readBackendConfig(variables: Variables): BackendConfig {
  const settings = parseSettings(BACKEND_ENTRIES, variables, {
    rules: [adminPortDiffers, secretIsShared],
  });
  return {
    ...toServiceSettings(settings),
    ...toRelayConfig(settings),
    stop: {
      waitMs: settings.STOP_WAIT_SECONDS * SECOND_MS,
      spreadMs: settings.STOP_SPREAD_SECONDS * SECOND_MS,
    },
  };
}
