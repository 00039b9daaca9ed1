import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { codesIn, readDocument } from './document.ts';
import { Fleet } from './pods/fleet.ts';
import { RedisServer } from './redis/redis-server.ts';

/** What Prometheus itself knows of each place that it asks. */
const OF_PROMETHEUS = ['up'];
/** A histogram is read by its parts. */
const PARTS = /_(bucket|sum|count)$/;

let redis: RedisServer;
let fleet: Fleet;
/** Names of all metrics that a running relay gives out. */
let given: readonly string[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 1 });
  const [, port] = (await fleet.pods[0]?.line(/"adminPort":(\d+)/)) ?? [];
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  given = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
});
afterAll(async () => {
  await fleet.stop();
  await redis.stop();
});

const chartFile = (name: string): Promise<string> =>
  readFile(new URL(`../charts/live-chat/files/${name}`, import.meta.url), 'utf8');

interface Alerts {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
}

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

async function alertExpressions(): Promise<readonly string[]> {
  const alerts: Alerts = parse(await chartFile('alerts.yaml'));
  return alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
}

async function dashboardExpressions(): Promise<readonly string[]> {
  const dashboard: Dashboard = JSON.parse(await chartFile('dashboard.json'));
  return dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

interface Reading {
  readonly metrics: readonly string[];
  readonly isSound: boolean;
}

/** Reads an expression by Prometheus's own grammar. */
function read(expression: string): Reading {
  const metrics: string[] = [];
  let isSound = true;
  parser.parse(expression).iterate({
    enter: (node) => {
      const { type, from, to } = node;
      if (type.isError) isSound = false;
      const isName = type.name === 'Identifier' && node.matchContext(['VectorSelector']);
      if (isName) metrics.push(expression.slice(from, to).replace(PARTS, ''));
    },
  });
  return { metrics, isSound };
}

describe('metrics of a running relay', () => {
  const documented = readDocument('docs/operations.md')
    .rowsUnder('Metrics')
    .map(([name = '']) => codesIn(name)[0] ?? '');

  it('that the operations document describes are all there', () => {
    expect(documented.length).toBeGreaterThan(10);
    expect(documented.filter((name) => !given.includes(name))).toEqual([]);
  });

  it('are all in the operations document, except for more of the process', () => {
    const others = given.filter((name) => !documented.includes(name));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((name) => !/^(process|nodejs)_/.test(name))).toEqual([]);
  });
});

describe.each([
  ['alerts', alertExpressions],
  ['dashboard', dashboardExpressions],
] as const)('%s', (_, expressions) => {
  it('are sound, and look at metrics that are there', async () => {
    const readings = (await expressions()).map(read);
    expect(readings.length).toBeGreaterThan(5);
    expect(readings.every(({ isSound, metrics }) => isSound && metrics.length > 0)).toBe(true);
    const used = new Set(readings.flatMap(({ metrics }) => metrics));
    const known = [...given, ...OF_PROMETHEUS];
    expect([...used].filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('shows every metric of the relay', async () => {
    const shown = new Set((await dashboardExpressions()).flatMap((text) => read(text).metrics));
    const own = given.filter((name) => name.startsWith('live_chat_'));
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('an expression', () => {
  it.each(['sum(rate(a[5m])', 'rate(a[5])) by', 'sum by namespace (a)'])(
    'that Prometheus refuses is noticed: %s',
    (text) => {
      expect(read(text).isSound).toBe(false);
    },
  );
});
