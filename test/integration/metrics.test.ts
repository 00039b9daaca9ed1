import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type Child, startChild } from '../support/child-process.ts';
import { codesIn, readDocument } from '../support/document.ts';
import { Fleet } from '../support/pods/fleet.ts';
import { readExpression } from '../support/promql.ts';
import { RedisServer } from '../support/redis/redis-server.ts';
import { makeSmallPage, type SmallPage } from '../support/small-page.ts';

/** Metrics that Prometheus itself provides for each target. */
const OF_PROMETHEUS = ['up'];
/** The series that a histogram consists of. */
const PARTS = /_(bucket|sum|count)$/;

let redis: RedisServer;
let fleet: Fleet;
let small: SmallPage;
let page: Child;
/** Names of all metrics of a running relay and page server. */
let given: readonly string[] = [];
let givenByPage: readonly string[] = [];

/** Names of all metrics on an admin port. */
async function namesAt(port: string | undefined): Promise<readonly string[]> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
}

beforeAll(async () => {
  redis = await RedisServer.start();
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 1 });
  const [, port] = (await fleet.pods[0]?.line(/"adminPort":(\d+)/)) ?? [];
  given = await namesAt(port);
  small = await makeSmallPage();
  page = startChild(small.ui, { env: { PORT: '0', ADMIN_PORT: '0' } });
  const [, pagePort] = await page.line(/"adminPort":(\d+)/);
  givenByPage = await namesAt(pagePort);
});
afterAll(async () => {
  await page.end('SIGTERM');
  await rm(small.folder, { recursive: true });
  await fleet.stop();
  await redis.stop();
});

const chartFile = (name: string): Promise<string> =>
  readFile(new URL(`../../charts/live-chat/files/${name}`, import.meta.url), 'utf8');

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

/** The metrics that an expression reads, with histograms under their base name. */
const metricsOf = (expression: string): readonly string[] =>
  readExpression(expression).selectors.map(({ metric }) => metric.replace(PARTS, ''));

describe('metrics of a running relay and page server', () => {
  const documented = readDocument('docs/operations.md')
    .rowsUnder('Metrics')
    .map(([name = '']) => codesIn(name)[0] ?? '');

  it('that the operations document describes all exist', () => {
    expect(documented.length).toBeGreaterThan(10);
    const all = [...given, ...givenByPage];
    expect(documented.filter((name) => !all.includes(name))).toEqual([]);
  });

  it('are all in the operations document, except for further process metrics', () => {
    const others = [...given, ...givenByPage].filter((name) => !documented.includes(name));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((name) => !/^(process|nodejs)_/.test(name))).toEqual([]);
  });
});

describe.each([
  ['alerts', alertExpressions],
  ['dashboard', dashboardExpressions],
] as const)('%s', (_, expressions) => {
  it('are valid, and read existing metrics', async () => {
    const all = await expressions();
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter((text) => !readExpression(text).isSound)).toEqual([]);
    expect(all.filter((text) => metricsOf(text).length === 0)).toEqual([]);
    const used = new Set(all.flatMap(metricsOf));
    const known = [...given, ...givenByPage, ...OF_PROMETHEUS];
    expect([...used].filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('shows every metric of relay and page server', async () => {
    const shown = new Set((await dashboardExpressions()).flatMap(metricsOf));
    const own = [...given, ...givenByPage].filter((name) => name.startsWith('live_chat_'));
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('an expression', () => {
  it.each(['sum(rate(a[5m])', 'rate(a[5])) by', 'sum by namespace (a)'])(
    'that Prometheus rejects is noticed: %s',
    (text) => {
      expect(readExpression(text).isSound).toBe(false);
    },
  );
});
