import type { DeliveryFigures } from './delivery.ts';
import type { TextDelays } from './file-texts.ts';
import type { TransferFigures } from './files.ts';
import type { IdleFigures } from './idle.ts';
import type { LobbyFigures } from './lobby.ts';
import type { NamesFigures } from './names.ts';
import { SYSTEMS, type SystemName } from './system.ts';
import { table } from './table.ts';
import type { Cost, UnitCosts } from './units.ts';

/** All measurements; parts that were not requested are absent. */
export interface BenchFigures {
  readonly delivery?: readonly DeliveryFigures[];
  readonly idle?: readonly IdleFigures[];
  readonly names?: readonly NamesFigures[];
  readonly lobby?: LobbyFigures;
  readonly files?: readonly TransferFigures[];
  readonly texts?: readonly TextDelays[];
  readonly units?: UnitCosts;
}

const times = (value: number, other: number | undefined): string =>
  other === undefined ? '' : `${(value / other).toFixed(2)}x`;

/** Tables for people, with ratios beside the values. */
export function describeFigures({
  delivery = [],
  idle = [],
  names = [],
  lobby,
  files = [],
  texts = [],
  units,
}: BenchFigures): string {
  const counts = [...new Set(delivery.map(({ pods }) => pods))];
  return [
    ...counts.map((pods) => deliveryTable(delivery.filter((row) => row.pods === pods))),
    ...(idle.length > 0 ? [idleTable(idle)] : []),
    ...(names.length > 0 ? [namesTable(names)] : []),
    ...(lobby === undefined ? [] : [lobbyLines(lobby)]),
    ...(files.length > 0 ? [filesTable(files)] : []),
    ...(texts.length > 0 ? [textsTable(texts)] : []),
    ...(units === undefined ? [] : [unitsTables(units)]),
  ].join('\n\n');
}

function deliveryTable(rows: readonly DeliveryFigures[]): string {
  const of = (name: SystemName): DeliveryFigures | undefined =>
    rows.find(({ system }) => system === name);
  // Those that acknowledge as Live Chat does.
  const [floor, classic] = [of('floorAcks'), of('classicAcks')];
  const header = [
    `${rows[0]?.pods} pods`,
    ...['messages/s', 'CPU s/100k', 'of Redis', 'to floor', 'to classic'],
    ...['clients', 'wire B', 'Redis B'],
    ...['steady/s', 'CPU s/100k', 'to floor', 'to classic', 'p50 ms', 'p99 ms', 'p99 to classic'],
  ];
  const cells = rows.map(({ system, saturated, steady }) => [
    SYSTEMS[system].title,
    saturated.rate.toFixed(0),
    saturated.processorSeconds.toFixed(1),
    saturated.redisSeconds.toFixed(1),
    times(saturated.processorSeconds, floor?.saturated.processorSeconds),
    times(saturated.processorSeconds, classic?.saturated.processorSeconds),
    saturated.clientLoad.toFixed(2),
    saturated.wireBytes.toFixed(0),
    saturated.redisBytes.toFixed(0),
    steady.rate.toFixed(0),
    steady.processorSeconds.toFixed(1),
    times(steady.processorSeconds, floor?.steady.processorSeconds),
    times(steady.processorSeconds, classic?.steady.processorSeconds),
    steady.p50.toFixed(1),
    steady.p99.toFixed(1),
    times(steady.p99, classic?.steady.p99),
  ]);
  return table(header, cells);
}

function idleTable(rows: readonly IdleFigures[]): string {
  const floor = rows.find(({ system }) => system === 'floor')?.connectionBytes;
  const cells = rows.map(({ system, connectionBytes, heapBytes }) => [
    SYSTEMS[system].title,
    (connectionBytes / 1024).toFixed(1),
    times(connectionBytes, floor),
    (heapBytes / 1024).toFixed(1),
  ]);
  return table(['one idle connection', 'KiB', 'to floor', 'of heap'], cells);
}

function namesTable(rows: readonly NamesFigures[]): string {
  const header = [
    'names in the lobby',
    'first page ms',
    'later page ms',
    'prefix ms',
    'join ms',
    'heartbeat ms',
  ];
  const cells = rows.map(({ names, firstPage, laterPage, prefixQuery, join, heartbeat }) => [
    `${names}`,
    ...[firstPage, laterPage, prefixQuery, join].map((milliseconds) => milliseconds.toFixed(3)),
    heartbeat.toFixed(5),
  ]);
  return table(header, cells);
}

function lobbyLines(figures: LobbyFigures): string {
  const { watchers, changesPerSecond, batched, naive, batchedBytes, naiveBytes } = figures;
  const header = [`${watchers} look, ${changesPerSecond} changes a second`, 'CPU s/s', 'kB/s'];
  return table(header, [
    ['each change told to all', naive.toFixed(2), (naiveBytes / 1000).toFixed(0)],
    ['batched', batched.toFixed(2), (batchedBytes / 1000).toFixed(0)],
    ['ratio', times(batched, naive), times(batchedBytes, naiveBytes)],
  ]);
}

function filesTable(rows: readonly TransferFigures[]): string {
  const header = ['transfers at once', 'MB/s', 'pods ms/MB', 'Redis ms/MB', 'pods MiB more'];
  const cells = rows.map((row) => [
    `${row.transfers}`,
    row.rate.toFixed(2),
    row.podMs.toFixed(1),
    row.redisMs.toFixed(1),
    row.podMiB.toFixed(0),
  ]);
  return table(header, cells);
}

function textsTable(rows: readonly TextDelays[]): string {
  const cells = rows.map(({ situation, p50, p99, rate }) => [
    situation,
    ...[p50, p99, rate].map((value) => value.toFixed(1)),
  ]);
  return table(['texts', 'p50 ms', 'p99 ms', 'MB/s beside'], cells);
}

function unitsTables({ costs, memory }: UnitCosts): string {
  const fields: readonly (keyof Cost)[] = [
    'podMs',
    'redisMs',
    'upBytes',
    'downBytes',
    'redisBytes',
  ];
  const rows = Object.entries<Partial<Cost>>(costs).map(([unit, cost]) => [
    unit,
    ...fields.map((field) => cost[field]?.toPrecision(3) ?? ''),
  ]);
  return [
    table(['unit', ...fields], rows),
    table(
      ['memory', 'bytes'],
      Object.entries(memory).map(([what, bytes]) => [what, bytes.toFixed(0)]),
    ),
  ].join('\n\n');
}
