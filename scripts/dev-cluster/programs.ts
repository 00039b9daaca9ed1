import { randomBytes } from 'node:crypto';
import type { Bundles } from './bundles.ts';
import type { Program } from './worker.ts';

const HOST = '127.0.0.1';
const STARTED = /"port":(\d+),.*"msg":"started"/;
/** Warnings and errors only, which routine messages would hide. */
const isWarning = (line: string): boolean => !/"level":"(info|debug|trace)"/.test(line);

/** Redis as `charts/redis` runs it, but with nothing on disk. */
export function redis(command: string, port: number, folder: string): Program {
  const flags = { port: `${port}`, bind: HOST, dir: folder, save: '' };
  return {
    name: 'redis',
    role: `store, redis://${HOST}:${port}`,
    command,
    args: Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    env: {},
    ready: /Ready to accept connections/,
    // Redis marks warnings so.
    shows: (line) => / # /.test(line),
  };
}

/** Settings that must be the same for all relays. */
export interface RelayPlace {
  readonly redisPort: number;
  /** `host:port` that people use. */
  readonly publicHosts: readonly string[];
}

export function backends(
  count: number,
  { backend }: Bundles,
  { redisPort, publicHosts }: RelayPlace,
): readonly Program[] {
  const env = {
    ...COMMON,
    REDIS_URL: `redis://${HOST}:${redisPort}`,
    LIVE_CHAT_SECRET: randomBytes(32).toString('base64url'),
    PUBLIC_HOSTS: publicHosts.join(),
    STOP_SPREAD_SECONDS: '0',
  };
  return programs('backend', 'relay', count, backend, env);
}

export function uis(count: number, { ui }: Bundles): readonly Program[] {
  return programs('ui', "the page's server", count, ui, COMMON);
}

/** Only the proxy is in front of them and can reach them. */
const COMMON = { HOST, PORT: '0', ADMIN_PORT: '0', TRUSTED_PROXIES: '1', LOG_LEVEL: 'info' };

function programs(
  name: string,
  role: string,
  count: number,
  bundle: string,
  env: Readonly<Record<string, string>>,
): readonly Program[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index + 1}`,
    role,
    command: process.execPath,
    args: [bundle],
    env,
    ready: STARTED,
    shows: isWarning,
  }));
}
