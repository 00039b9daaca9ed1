import * as v from 'valibot';
import { integer, oneOf, port, text } from './environment.ts';
import { LOG_LEVELS, type LogLevel } from './logging.ts';

/** Where a process listens, and how much it logs (docs/operations.md). */
export interface ServiceSettings {
  /** The address to listen on, for both ports. */
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly logLevel: LogLevel;
}

const ADDRESS = { pattern: /^[\w.:-]+$/, meaning: 'a host name or an IP address' };
const MAX_PROXIES = 8;

/** HOST: the address to listen on. Only this computer can reach the default. */
export const HOST = v.optional(text(ADDRESS), '127.0.0.1');

/** PORT. */
export const PORT = v.optional(port(), '3000');

/** LOG_LEVEL, with the default of a process. */
export const logLevel = (fallback: LogLevel) => v.optional(oneOf(LOG_LEVELS), fallback);

/** TRUSTED_PROXIES: the number of proxies in front of us that append to `X-Forwarded-For`. */
export const TRUSTED_PROXIES = v.optional(integer({ min: 0, max: MAX_PROXIES }), '0');

/** The settings of every process that runs on its own. */
export const SERVICE_ENTRIES = {
  HOST,
  PORT,
  ADMIN_PORT: v.optional(port(), '9090'),
  LOG_LEVEL: logLevel('info'),
};

interface Ports {
  readonly PORT: number;
  readonly ADMIN_PORT: number;
}

/** The load balancer must not reach ADMIN_PORT. */
export function adminPortDiffers({ PORT, ADMIN_PORT }: Partial<Ports>): string | undefined {
  if (PORT === undefined || PORT === 0 || PORT !== ADMIN_PORT) return undefined;
  return 'ADMIN_PORT must differ from PORT: the load balancer must not reach it';
}

type ServiceVariables = Ports & { readonly HOST: string; readonly LOG_LEVEL: LogLevel };

export const toServiceSettings = (variables: ServiceVariables): ServiceSettings => ({
  host: variables.HOST,
  port: variables.PORT,
  adminPort: variables.ADMIN_PORT,
  logLevel: variables.LOG_LEVEL,
});
