/** A host and its port. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** The address of Redis, parsed from REDIS_URL. */
export interface RedisEndpoint {
  /** One node or one address that leads to the master; sentinels that know it; or a Redis Cluster. */
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly nodes: readonly RedisNode[];
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Number of the database; a cluster has only 0. */
  readonly database: number;
  /** The name that sentinels know the master by. */
  readonly master: string | undefined;
}

/** REDIS_URL is invalid. The message never quotes it, because it may contain a password. */
export class RedisUrlError extends Error {
  override readonly name = 'RedisUrlError';
}

export const REDIS_URL_FORMS = [
  'redis[s]://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]',
  'redis[s]+sentinel://[[USER]:PASSWORD@]HOST[:PORT][,…]/MASTER[/DATABASE]',
  'redis[s]+cluster://[[USER]:PASSWORD@]HOST[:PORT][,…]',
] as const;

const URL_FORM =
  /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*):(?<password>[^@/]*)@)?(?<hosts>[^@/?#]+)(?<path>(?:\/[^/?#]*)*)$/;
const HOST_FORM = /^(?<host>[0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(?::(?<port>\d{1,5}))?$/;
const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;

const refuse = (): never => {
  throw new RedisUrlError(`must be one of ${REDIS_URL_FORMS.join(', ')}`);
};

const decoded = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError('has a user or password with a wrong percent sign');
  }
};

function nodeOf(text: string, defaultPort: number): RedisNode {
  const { host, port } = HOST_FORM.exec(text)?.groups ?? refuse();
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535) return refuse();
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

const databaseOf = (text: string | undefined): number => {
  if (text === undefined || text === '') return 0;
  return /^\d{1,4}$/.test(text) ? Number(text) : refuse();
};

/** What the path says: a database, or the name of a master and a database. */
function pathOf(
  kind: RedisEndpoint['kind'],
  path: string,
): Pick<RedisEndpoint, 'database' | 'master'> {
  const parts = path.split('/').slice(1);
  const master = kind === 'sentinel' ? parts.shift() : undefined;
  const database = kind === 'cluster' ? 0 : databaseOf(parts.shift());
  if (parts.some((part) => part !== '') || (kind === 'sentinel' && !master)) return refuse();
  return { database, master };
}

/** @throws RedisUrlError */
export function parseRedisUrl(url: string): RedisEndpoint {
  const parts = URL_FORM.exec(url)?.groups ?? refuse();
  const kind =
    parts['kind'] === 'sentinel' || parts['kind'] === 'cluster' ? parts['kind'] : 'single';
  const defaultPort = kind === 'sentinel' ? SENTINEL_PORT : REDIS_PORT;
  const nodes = (parts['hosts'] ?? '').split(',').map((text) => nodeOf(text, defaultPort));
  if (kind === 'single' && nodes.length > 1) return refuse();
  return {
    kind,
    nodes,
    tls: parts['tls'] === 's',
    username: decoded(parts['user']),
    password: decoded(parts['password']),
    ...pathOf(kind, parts['path'] ?? ''),
  };
}
