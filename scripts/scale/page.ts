import { type Inputs, readInputs, type UnitCosts } from './inputs.ts';
import { DEPLOYMENT, HABITS, limits, type Scale, scaleTo } from './model.ts';

const USERS = [10_000, 100_000, 1_000_000, 10_000_000];

/** Three digits at most: the model is not more exact. */
const number = (value: number): string => {
  if (value === 0) return '0';
  const digits = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const rounded = value < 10 ? Number(value.toPrecision(2)) : Math.round(value / digits) * digits;
  return rounded.toLocaleString('en', { maximumFractionDigits: 10 });
};
const units = (value: number, names: readonly string[], base: number): string => {
  const step = Math.min(
    names.length - 1,
    Math.max(0, Math.floor(Math.log(Math.max(1, value)) / Math.log(base))),
  );
  return `${number(value / base ** step)} ${names[step]}`;
};
const memory = (bytes: number): string => units(bytes, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 1024);
const rate = (bytes: number): string => units(bytes, ['B/s', 'kB/s', 'MB/s', 'GB/s', 'TB/s'], 1000);
const dollars = (usd: number): string => `$${number(usd)}`;

/** Rows of a Markdown table with aligned columns: the first to the left, the rest to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

type Column = readonly [title: string, of: (scale: Scale) => string];

function scaleTable(scales: readonly Scale[], columns: readonly Column[]): string {
  const head = ['connected people', ...scales.map(({ users }) => users.toLocaleString('en'))];
  return table(
    head,
    columns.map(([title, of]) => [title, ...scales.map(of)]),
  );
}

const SIZE: readonly Column[] = [
  ['texts a second', ({ textsPerSecond }) => number(textsPerSecond)],
  ['pods', ({ pods }) => number(pods)],
  ['cores that pods use', ({ podCores }) => number(podCores)],
  [
    'of them for announcements',
    ({ announces, announcementCores }) => (announces ? number(announcementCores) : 'impossible'),
  ],
  ['memory of pods', ({ podBytes }) => memory(podBytes)],
  ['cores that Redis uses', ({ redisCores }) => number(redisCores)],
  ['memory of Redis', ({ redisBytes }) => memory(redisBytes)],
  ['Redis shards', ({ shards }) => number(shards)],
  ['to clients: texts and receipts', ({ downBytes }) => rate(downBytes.texts)],
  [
    'to clients: sign-ins and pings',
    ({ downBytes }) => rate(downBytes.sessions + downBytes.connections),
  ],
  ['to clients: pages of the lobby', ({ downBytes }) => rate(downBytes.lobby)],
  ['between pods and Redis', ({ redisTraffic }) => rate(redisTraffic)],
];

const COSTS: readonly Column[] = [
  ['nodes for pods', ({ costs }) => dollars(costs.pods)],
  ['managed Redis', ({ costs }) => dollars(costs.redis)],
  ['load balancer', ({ costs }) => dollars(costs.balancer)],
  ['between zones', ({ costs }) => dollars(costs.zones)],
  ['to the internet, without the lobby', ({ costs }) => dollars(costs.internetWithoutLobby)],
  ['to the internet, pages of the lobby', ({ costs }) => dollars(costs.internetOfLobby)],
  ['**a million texts**', ({ perMillionTexts }) => dollars(perMillionTexts)],
  ['… without pages of the lobby', ({ perMillionWithoutLobby }) => dollars(perMillionWithoutLobby)],
];

const TITLES = {
  connectionSecond: 'an idle connection, a second',
  session: 'a sign-in and the end of its connection',
  directText: 'a text to a connected contact',
  queuedText: 'a text to an offline contact, with its delivery later',
  lobbyPage: 'a page of the lobby to one client',
} as const;

function unitTable({ costs }: UnitCosts): string {
  const rows = Object.entries(TITLES).map(([unit, title]) => {
    const { podMs, redisMs, upBytes, downBytes, redisBytes } = costs[unit as keyof typeof TITLES];
    return [title, ...[podMs, redisMs, upBytes, downBytes, redisBytes].map(number)];
  });
  const { podMs, redisMs, redisBytes } = costs.announcement;
  const announced = [
    'a sign-in and its end, for each further pod',
    number(podMs),
    number(redisMs),
    '',
    '',
    number(redisBytes),
  ];
  const head = [
    'unit',
    'pods, CPU ms',
    'Redis, CPU ms',
    'from clients, bytes',
    'to clients, bytes',
    'Redis, bytes',
  ];
  return table(head, [...rows, announced]);
}

/** The text of docs/scale.md, as it should be. */
export async function currentScalePage(): Promise<string> {
  return scalePage(await readInputs(DEPLOYMENT.region));
}

/** The page for other figures. */
export function scalePage({ unitCosts, prices, pricesOf }: Inputs): string {
  const scales = USERS.map((users) => scaleTo(users, unitCosts, prices));
  const { measured, memory: sizes, lobby } = unitCosts;
  const reached = limits(unitCosts).map(({ what, users }) => [what, number(users)]);
  return `# Cost at scale

<!-- Written by npm run generate from scripts/scale: change those files, not this one. -->

What the relay needs for 10 thousand to 10 million people who are connected at the same time. Nobody has run it at that size: the figures are
computed from measured costs of single units of work, and hold as long as those costs stay the same. Expect them to be right within a factor of two.

## What people do

In the busiest hour, one in ${HABITS.dailyPerConnected} of the people of a day is connected. Each person writes ${HABITS.textsPerDay} texts a day and
opens the chat ${HABITS.sessionsPerDay} times. The busiest hour has ${HABITS.peak} times the mean traffic. For ${HABITS.queuedShare * 100} % of texts the receiver is offline; those wait for
${HABITS.waitSeconds / 3600} hours. Every client has the lobby open, as the page does. A pod sends each of its clients a page of it when it
has changed, ${DEPLOYMENT.lobbyPages} times a second at most, and ${number(DEPLOYMENT.lobbyPagesOfPod)} pages a second in all. Redis knows everybody who was there in the last 72 hours: ${HABITS.knownPerDaily} times the people of a day.

## What they need

In the busiest hour. A pod is one core, used to ${DEPLOYMENT.load * 100} %, with ${number(DEPLOYMENT.podConnections)} connections at most, and so is a Redis shard.

${scaleTable(scales, SIZE)}

_Announcements_: every pod hears of everybody who connects or disconnects, because one of its clients may be watching them. Where no number of
pods has time for that, the other figures leave it out.

## What that costs

US dollars a month in ${DEPLOYMENT.region}, on demand: \`${DEPLOYMENT.node}\` nodes with ${DEPLOYMENT.podsPerNode} pods each, ${DEPLOYMENT.redisNodesPerShard} \`${DEPLOYMENT.redisNode}\` nodes a shard, sized for the busiest hour. Prices are those of
\`terraform/prices.json\` (${pricesOf}). The control plane, the page server, logs and tax are not included, nor what TLS adds to the bytes.

${scaleTable(scales, COSTS)}

## Where the next limit is

${table(['limit', 'connected people'], reached)}

## Units

Measured on ${measured.date} with \`${measured.command}\`: ${measured.machine}, Node ${measured.node}, Redis ${measured.redis}, without TLS.
The figures are in \`scripts/scale/unit-costs.json\`. CPU time is that of the processes (\`/proc/PID/stat\`); the cost of idle connections was subtracted from
that of other work. Texts carry the receipts and offers that clients send, and were measured at 400 a second on two pods. At full speed a text costs far less
([performance.md](performance.md)), because pods send together what belongs together, so busy pods need less than this page says. One core of that machine counts as one core of AWS.

${unitTable(unitCosts)}

A pod without connections needs ${memory(sizes.podBytes)}, each connection ${memory(sizes.connectionBytes)}. In Redis a known person needs ${memory(sizes.personBytes)} and a waiting text ${memory(sizes.queuedEnvelopeBytes)}.
A change of a lobby with 100,000 names takes Redis ${number(lobby.changeMs)} ms, and the heartbeat of one person in it, every ${lobby.heartbeatSeconds} s, ${number(lobby.heartbeatMs)} ms.
`;
}
