import type { EnvironmentReader } from './environment.ts';
import { LOG_LEVELS, type LogLevel } from './logging.ts';

/** Where a process of ours listens, and how much it tells (docs/operations.md). */
export interface ServiceSettings {
  /** Address to listen on, for both ports. */
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly logLevel: LogLevel;
}

const ADDRESS = { pattern: /^[\w.:-]+$/, meaning: 'a host name or an IP address' };
const MAX_PROXIES = 8;

/** HOST, PORT, ADMIN_PORT and LOG_LEVEL of a process that runs by itself. */
export function readServiceSettings(env: EnvironmentReader): ServiceSettings {
  const settings = {
    host: readHost(env),
    port: env.port('PORT', 3000),
    adminPort: env.port('ADMIN_PORT', 9090),
    logLevel: readLogLevel(env, 'info'),
  };
  if (settings.port !== 0 && settings.port === settings.adminPort) {
    env.problem('ADMIN_PORT', 'must differ from PORT: the balancer must not reach it');
  }
  return settings;
}

/** The address to listen on; nobody but this computer reaches the default. */
export function readHost(env: EnvironmentReader): string {
  return env.text('HOST', '127.0.0.1', ADDRESS);
}

export function readLogLevel(env: EnvironmentReader, fallback: LogLevel): LogLevel {
  return env.oneOf('LOG_LEVEL', fallback, LOG_LEVELS);
}

/** How many proxies stand before us and append to `X-Forwarded-For`. */
export function readTrustedProxies(env: EnvironmentReader): number {
  return env.integer('TRUSTED_PROXIES', 0, { min: 0, max: MAX_PROXIES });
}
