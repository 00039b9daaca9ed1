import { randomBytes } from 'node:crypto';
import { type EnvironmentReader, readEnvironment } from '../config/environment.ts';
import { SECRET_MIN_LENGTH } from '../protocol/limits.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the relay needs to know, whoever starts it. */
export interface RelayConfig {
  /** `host[:port]` in lower case that sign-in proofs may name. None: nobody can sign in. */
  readonly publicHosts: readonly string[];
  /** Keys the hash under which addresses are counted. */
  readonly secret: string;
  /** How many proxies before us set `X-Forwarded-For`. */
  readonly trustedProxies: number;
}

/** The settings of a backend process. */
export interface BackendConfig extends RelayConfig {
  /** Address to listen on. */
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly logLevel: LogLevel;
}

const HOST = { pattern: /^[0-9A-Za-z.:_-]+$/, meaning: 'a host name or an IP address' };
const PUBLIC_HOST = {
  pattern: /^([0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/,
  meaning: 'host or host:port, without scheme or path',
};

/**
 * The settings of a backend process from its environment (docs/operations.md).
 * @throws ConfigError that names every wrong variable
 */
export function readBackendConfig(
  variables: Readonly<Record<string, string | undefined>>,
): BackendConfig {
  const env = readEnvironment(variables);
  const config: BackendConfig = {
    host: env.text('HOST', '127.0.0.1', HOST),
    port: env.port('PORT', 3000),
    adminPort: env.port('ADMIN_PORT', 9090),
    logLevel: env.oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
    ...readRelayConfig(env),
  };
  if (config.port !== 0 && config.port === config.adminPort) {
    env.problem('ADMIN_PORT', 'must differ from PORT: the balancer must not reach it');
  }
  env.done();
  return config;
}

/** The relay's part of the settings, for processes that have more of their own. */
export function readRelayConfig(env: EnvironmentReader): RelayConfig {
  const secret = env.secret('LIVE_CHAT_SECRET', { minLength: SECRET_MIN_LENGTH });
  if (env.text('REDIS_URL', '') !== '') {
    env.problem('REDIS_URL', 'is not supported yet: this version keeps all in memory; unset it');
    if (secret === undefined) env.problem('LIVE_CHAT_SECRET', 'is required with REDIS_URL');
  }
  return {
    publicHosts: env.list('PUBLIC_HOSTS', PUBLIC_HOST).map((host) => host.toLowerCase()),
    secret: secret ?? randomBytes(32).toString('base64url'),
    trustedProxies: env.integer('TRUSTED_PROXIES', 0, { min: 0, max: 8 }),
  };
}
