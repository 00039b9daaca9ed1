import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { codesIn, readDocument } from '../../support/document.ts';
import { type Answer, ask } from '../command.ts';
import { ENVIRONMENTS, emptyFolder } from '../repository.ts';
import { tool } from '../tools.ts';
import { ALERT_CASES, type AlertCase, MINUTES, SOUND, seriesOf } from './alert-cases.ts';
import { type Monitoring, monitored, monitoringIn, type Rule } from './monitored.ts';

type Environment = (typeof ENVIRONMENTS)[number];
type Condition = Pick<AlertCase, 'change'>;

const monitoring = new Map<string, Monitoring>();
let folder: string;

const namespaceOf = (environment: Environment): string => `live-chat-${environment}`;
const ruleOf = (environment: Environment, alert: string): Rule | undefined =>
  monitoring.get(environment)?.rules.find((rule) => rule.alert === alert);

/** Writes the rules of both environments as one cluster's Prometheus receives them. */
async function writeRules(change = (text: string): string => text): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const text = stringify(monitoring.get(environment)?.ruleFile);
    await writeFile(join(folder, `${environment}.yaml`), change(text));
  }
}

beforeAll(async () => {
  folder = await emptyFolder();
  for (const environment of ENVIRONMENTS) {
    monitoring.set(environment, monitoringIn(monitored(environment)));
  }
  await writeRules();
});

/**
 * An alert as Prometheus sends it: labels of the series and of the rule, and texts with values
 * filled in.
 */
function fired(environment: Environment, alert: string) {
  const rule = ruleOf(environment, alert);
  const found = { namespace: namespaceOf(environment), ...ALERT_CASES[alert]?.labels };
  const labels: Readonly<Record<string, string>> = { ...found, ...rule?.labels };
  const texts = Object.entries(rule?.annotations ?? {}).map(([name, text]) => [
    name,
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? ''),
  ]);
  return { exp_labels: labels, exp_annotations: Object.fromEntries(texts) };
}

/** One state of the cluster: the environment in which the alert's condition holds, if any. */
function stateOf(alert: string, condition: Condition, broken?: Environment) {
  const series = ENVIRONMENTS.flatMap((environment) =>
    seriesOf(namespaceOf(environment), environment === broken ? condition : SOUND),
  );
  const alerts = broken === undefined ? [] : [fired(broken, alert)];
  return {
    name: `${alert}: ${broken ?? 'nothing'} is broken`,
    interval: '1m',
    input_series: series,
    alert_rule_test: [
      { alertname: alert, eval_time: '0m', exp_alerts: [] },
      { alertname: alert, eval_time: `${MINUTES}m`, exp_alerts: alerts },
    ],
  };
}

/**
 * promtool's result for an alert with nothing broken, and with each environment broken while the
 * other is healthy.
 */
async function test(alert: string): Promise<Answer> {
  const path = join(folder, `${alert}.test.yaml`);
  const own = ALERT_CASES[alert] ?? SOUND;
  const conditions: Condition[] = 'orNothing' in own ? [own, {}] : [own];
  const tests = conditions.flatMap((condition) =>
    [undefined, ...ENVIRONMENTS].map((broken) => stateOf(alert, condition, broken)),
  );
  const rule_files = ENVIRONMENTS.map((environment) => `${environment}.yaml`);
  await writeFile(path, stringify({ rule_files, evaluation_interval: '1m', tests }));
  return ask(tool('PROMTOOL_PATH'), ['test', 'rules', path]);
}

const NAMES = Object.keys(ALERT_CASES);

describe('the runbook in the operations document', () => {
  it('has a row for every alert, with its severity', () => {
    const rows = readDocument('docs/operations.md').rowsUnder('Alerts');
    const documented = rows.map(([name = '', severity]) => [codesIn(name)[0], severity]);
    const { rules = [] } = monitoring.get('production') ?? {};
    expect(documented).toEqual(rules.map(({ alert, labels }) => [alert, labels['severity']]));
  });
});

describe('the alert rules of two environments in one cluster', () => {
  it('are valid, and each has a case', () => {
    for (const environment of ENVIRONMENTS) {
      const { rules } = monitoring.get(environment) ?? {};
      expect(rules?.map(({ alert }) => alert).sort()).toEqual([...NAMES].sort());
      const checked = ask(tool('PROMTOOL_PATH'), [
        'check',
        'rules',
        join(folder, `${environment}.yaml`),
      ]);
      expect(checked).toMatchObject({
        status: 0,
        stdout: expect.stringContaining(`${NAMES.length} rules`),
      });
    }
  });

  it.each(NAMES)('%s fires for its own environment only', async (alert) => {
    const { status, stdout, stderr } = await test(alert);
    expect({ status, said: stdout + stderr }).toEqual({
      status: 0,
      said: expect.stringContaining('SUCCESS'),
    });
  });

  it('would fail these tests without the namespace in their expressions', async () => {
    await writeRules((text) => text.replaceAll(/namespace=\\?"[\w-]+\\?",/g, ''));
    const failed = [];
    for (const alert of NAMES) if ((await test(alert)).status !== 0) failed.push(alert);
    expect(failed).toEqual(NAMES);
    await writeRules();
  });
});
