import type { Prices, UnitCosts } from './inputs.ts';

/** What people are assumed to do; the page lists these, and other numbers give another page. */
export const HABITS = {
  /** People who use the chat during a day, for each who is connected in the busiest hour. */
  dailyPerConnected: 10,
  /** What each of them does a day. */
  textsPerDay: 50,
  sessionsPerDay: 10,
  /** The busiest hour, relative to the mean of the day. */
  peak: 2.4,
  /** Texts whose receiver is offline. */
  queuedShare: 1 / 2,
  /** How long those wait on average, s. */
  waitSeconds: 2 * 3600,
  /** People whom Redis knows because they were there in the last 72 hours, for each of a day. */
  knownPerDaily: 1.5,
} as const;

/** The deployment that is sized. */
export const DEPLOYMENT = {
  region: 'eu-west-1',
  node: 'm7g.large',
  podsPerNode: 2,
  redisNode: 'cache.m7g.large',
  /** Usable memory of that node, bytes: AWS reserves a quarter. */
  redisBytes: 6.38 * 2 ** 30 * 0.75,
  redisNodesPerShard: 2,
  /** Connections per pod, and the share of a core that a pod or a Redis may use on average. */
  podConnections: 10_000,
  load: 0.6,
  minPods: 2,
  /** Lobby pages a second, at most: to one client, and of one pod to all its clients. */
  lobbyPages: 4,
  lobbyPagesOfPod: 1_000,
} as const;

const DAY_SECONDS = 86_400;
const MONTH_HOURS = 730;
const MS = 1000;
const GB = 1e9;

const usable = DEPLOYMENT.load * MS;
const dailyRate = (perDay: number): number => (HABITS.dailyPerConnected * perDay) / DAY_SECONDS;
/** For each connected person in the busiest hour, a second. */
const texts = dailyRate(HABITS.textsPerDay) * HABITS.peak;
const sessions = dailyRate(HABITS.sessionsPerDay) * HABITS.peak;

type Field = keyof UnitCosts['costs']['session'];

/** Lobby pages that one client gets a second: one for each change, at most. */
const pagesPerClient = (users: number): number =>
  Math.min(
    DEPLOYMENT.lobbyPages,
    2 * sessions * users,
    DEPLOYMENT.lobbyPagesOfPod / Math.min(DEPLOYMENT.podConnections, users / DEPLOYMENT.minPods),
  );

/** What one connected person costs a second in the busiest hour, by part. */
function parts({ costs }: UnitCosts, users: number, field: Field): Readonly<Record<Part, number>> {
  const { queuedShare } = HABITS;
  return {
    connections: costs.connectionSecond[field],
    sessions: sessions * costs.session[field],
    texts:
      texts * (queuedShare * costs.queuedText[field] + (1 - queuedShare) * costs.directText[field]),
    lobby: pagesPerClient(users) * costs.lobbyPage[field],
  };
}

type Part = 'connections' | 'sessions' | 'texts' | 'lobby';
const sum = (values: Readonly<Record<Part, number>>): number =>
  Object.values(values).reduce((total, value) => total + value, 0);

/** The size of a deployment, and what it costs. */
export interface Scale {
  readonly users: number;
  readonly textsPerSecond: number;
  readonly pods: number;
  /** Whether pods have time for announcements; if not, those are left out of all figures. */
  readonly announces: boolean;
  /** Cores in use. */
  readonly podCores: number;
  readonly announcementCores: number;
  readonly redisCores: number;
  readonly podBytes: number;
  readonly redisBytes: number;
  readonly shards: number;
  /** Bytes a second in the busiest hour, to clients by part, and between pods and Redis. */
  readonly downBytes: Readonly<Record<Part, number>>;
  readonly redisTraffic: number;
  /** US dollars a month. */
  readonly costs: Readonly<Record<CostItem, number>>;
  /** For a million texts: everything, and everything but the lobby's pages. */
  readonly perMillionTexts: number;
  readonly perMillionWithoutLobby: number;
}

export type CostItem =
  | 'pods'
  | 'redis'
  | 'balancer'
  | 'zones'
  | 'internetWithoutLobby'
  | 'internetOfLobby';

/** Sizes a deployment for people who are connected at the same time in the busiest hour. */
export function scaleTo(users: number, units: UnitCosts, prices: Prices): Scale {
  const { costs, memory } = units;
  const total = (field: Field): number => users * sum(parts(units, users, field));
  const announcedMs = users * sessions * costs.announcement.podMs;
  const announces = announcedMs < usable;
  const podMs = total('podMs');
  const byProcessor = podMs / (announces ? usable - announcedMs : usable);
  const byConnections = users / DEPLOYMENT.podConnections;
  const pods = Math.ceil(Math.max(byProcessor, byConnections, DEPLOYMENT.minPods));
  /** What the pods need together to hear of one who connects and disconnects. */
  const heard = announces ? users * sessions * pods : 0;
  const redisMs = total('redisMs') + heard * costs.announcement.redisMs;
  const redisBytes = storedBytes(users, memory);
  const shards = Math.ceil(Math.max(redisMs / usable, redisBytes / DEPLOYMENT.redisBytes));
  const down = parts(units, users, 'downBytes');
  const downBytes = Object.fromEntries(
    Object.entries(down).map(([part, bytes]) => [part, users * bytes]),
  ) as Record<Part, number>;
  const redisTraffic = total('redisBytes') + heard * costs.announcement.redisBytes;
  const sizes = { users, pods, shards, downBytes, redisTraffic };
  const monthly = monthlyCosts(sizes, total('upBytes'), prices);
  const monthlyTexts = (users * texts * MONTH_HOURS * 3600) / HABITS.peak / 1e6;
  const all = Object.values(monthly).reduce((one, other) => one + other, 0);
  return {
    users,
    textsPerSecond: users * texts,
    pods,
    announces,
    podCores: (podMs + heard * costs.announcement.podMs) / MS,
    announcementCores: (heard * costs.announcement.podMs) / MS,
    redisCores: redisMs / MS,
    podBytes: pods * memory.podBytes + users * memory.connectionBytes,
    redisBytes,
    shards,
    downBytes,
    redisTraffic,
    costs: monthly,
    perMillionTexts: all / monthlyTexts,
    perMillionWithoutLobby: (all - monthly.internetOfLobby) / monthlyTexts,
  };
}

function storedBytes(users: number, memory: UnitCosts['memory']): number {
  const { dailyPerConnected, knownPerDaily, queuedShare, waitSeconds, peak } = HABITS;
  const people = users * dailyPerConnected * knownPerDaily;
  const waiting = (users * texts * queuedShare * waitSeconds) / peak;
  return people * memory.personBytes + waiting * memory.queuedEnvelopeBytes;
}

type Sizes = Pick<Scale, 'users' | 'pods' | 'shards' | 'downBytes' | 'redisTraffic'>;

function monthlyCosts(
  { users, pods, shards, downBytes, redisTraffic }: Sizes,
  upBytes: number,
  prices: Prices,
): Record<CostItem, number> {
  // Machines are there for the busiest hour; traffic is that of the mean hour.
  const monthly = (bytes: number): number => (bytes / HABITS.peak) * 3600 * MONTH_HOURS;
  const { lobby, ...rest } = downBytes;
  const others = Object.values(rest).reduce((total, bytes) => total + bytes, 0);
  const internet = internetCost(monthly(lobby + others) / GB, prices);
  const capacity = Math.max(
    (users * sessions) / 25,
    users / 3000,
    ((lobby + others + upBytes) * 3600) / GB,
  );
  const { node, redisNode, redisNodesPerShard, podsPerNode } = DEPLOYMENT;
  return {
    pods: Math.ceil(pods / podsPerNode) * (prices.instance_hour[node] ?? 0) * MONTH_HOURS,
    redis: shards * redisNodesPerShard * (prices.valkey_hour[redisNode] ?? 0) * MONTH_HOURS,
    balancer:
      (prices.balancer_hour + (capacity / HABITS.peak) * prices.balancer_lcu_hour) * MONTH_HOURS,
    // Of three zones, two are not the one of the pod.
    zones: (monthly(redisTraffic) / GB) * (2 / 3) * prices.zone_crossing_gb,
    internetWithoutLobby: internet * (others / (lobby + others)),
    internetOfLobby: internet * (lobby / (lobby + others)),
  };
}

/** The price of data to the internet, whose further terabytes are cheaper. @param gb in a month */
export function internetCost(gb: number, { internet_gb: tiers }: Prices): number {
  let cost = 0;
  let from = 0;
  for (const { up_to_tb, usd } of tiers) {
    const to = up_to_tb === undefined ? Number.POSITIVE_INFINITY : up_to_tb * 1000;
    cost += Math.max(0, Math.min(gb, to) - from) * usd;
    from = to;
  }
  return cost;
}

/** A limit that a growing deployment reaches. */
export interface Limit {
  readonly what: string;
  /** Connected people at which it is reached. */
  readonly users: number;
}

/** The limits in the order in which they are reached. */
export function limits(units: UnitCosts): readonly Limit[] {
  const { costs, lobby, memory } = units;
  const many = 1e6;
  const bytesPerUser = storedBytes(many, memory) / many;
  const lobbyMs = 2 * sessions * lobby.changeMs + lobby.heartbeatMs / lobby.heartbeatSeconds;
  return [
    {
      what: 'one Redis shard has no CPU time left, which is what Terraform creates',
      users: redisLimit(units),
    },
    {
      what: `the memory of one Redis shard (${DEPLOYMENT.redisNode}) is full`,
      users: DEPLOYMENT.redisBytes / bytesPerUser,
    },
    {
      what: 'the hash slot of the lobby, which cannot be divided, has no CPU time left',
      users: usable / lobbyMs,
    },
    {
      what: 'every pod needs all its time to hear who connects to the others',
      users: usable / (sessions * costs.announcement.podMs),
    },
    {
      what: `a hundred pods of ${DEPLOYMENT.podConnections.toLocaleString('en')} connections: the chart's maximum`,
      users: 100 * DEPLOYMENT.podConnections,
    },
  ].sort((one, other) => one.users - other.users);
}

/** With more pods, each sign-in costs Redis more: users × base + users² × growth = usable. */
function redisLimit(units: UnitCosts): number {
  const base = sum(parts(units, Number.POSITIVE_INFINITY, 'redisMs'));
  const growth = (sessions * units.costs.announcement.redisMs) / DEPLOYMENT.podConnections;
  if (growth === 0) return usable / base;
  return (Math.sqrt(base ** 2 + 4 * growth * usable) - base) / (2 * growth);
}
