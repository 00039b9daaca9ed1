import { readEnvironment } from '../../config/environment.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What the page's server is told (docs/operations.md). */
export interface PageServerSettings {
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly trustedProxies: number;
  /** How long browsers are told to come by HTTPS only, s; 0: they are not told. */
  readonly hstsSeconds: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

const ADDRESS = { pattern: /^[\w.:-]+$/, meaning: 'an address or a host name' };
const MAX_PROXIES = 8;
const TWO_YEARS_S = 63_072_000;

/** @throws ConfigError that names every wrong variable */
export function readPageServerSettings(
  variables: Readonly<Record<string, string | undefined>>,
): PageServerSettings {
  const env = readEnvironment(variables);
  const settings = {
    host: env.text('HOST', '127.0.0.1', ADDRESS),
    port: env.port('PORT', 3000),
    adminPort: env.port('ADMIN_PORT', 9090),
    trustedProxies: env.integer('TRUSTED_PROXIES', 0, { min: 0, max: MAX_PROXIES }),
    hstsSeconds: env.integer('HSTS_SECONDS', 0, { min: 0, max: TWO_YEARS_S }),
    logLevel: env.oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
  };
  env.done();
  return settings;
}
