import { readExpression } from '../../support/promql.ts';
import { monitoringIn } from '../charts/monitored.ts';
import type { Manifest } from '../manifests.ts';
import { examineEach, type Policy, part } from './policy.ts';

/** The Service that Prometheus scrapes, as manifests name it. */
const ADMIN_PORT = 'live-chat/port';

interface Expression {
  readonly where: string;
  readonly text: string;
}

/** Every expression that Prometheus evaluates or Grafana queries. */
function expressionsIn(manifests: readonly Manifest[]): Expression[] {
  const { rules, dashboards } = monitoringIn(manifests);
  const panels = [...dashboards].flatMap(([file, { panels }]) =>
    panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ where: `${file}, ${title}`, text: expr })),
    ),
  );
  return [
    ...rules.map(({ alert, record, expr }) => ({ where: alert ?? record ?? 'a rule', text: expr })),
    ...panels,
  ];
}

/**
 * The labels that each selector needs: several environments share a cluster, and other programs use
 * the same metric names.
 */
const ownSeries = (manifests: readonly Manifest[], namespace: string): string[] =>
  manifests
    .filter(({ kind, metadata }) => kind === 'Service' && ADMIN_PORT in metadata.labels)
    .map(({ metadata }) => `namespace="${namespace}", service="${metadata.name}"`);

/** @param namespace where the manifests are applied; they do not contain it */
export const ownEnvironment = (namespace: string): Policy => ({
  name: 'every alert, recording rule and panel reads only the series of its own environment and Services',
  examine: (manifests) => {
    const own = ownSeries(manifests, namespace);
    return examineEach(expressionsIn(manifests), ({ where, text }) => {
      const { selectors, isSound } = readExpression(text);
      return [
        !isSound && `${where} is no PromQL: ${text}`,
        selectors.length === 0 && `${where} reads no series`,
        ...selectors.map(({ metric, conditions }) => {
          const said = ['namespace', 'service'].map((label) =>
            conditions.find((condition) => condition.startsWith(`${label}=`)),
          );
          return !own.includes(said.join(', ')) && `${where}: ${metric} of ${said.join(', ')}`;
        }),
      ];
    });
  },
  seeds: {
    'an alert without a namespace': (manifests) => {
      const rule = part(manifests, 'PrometheusRule', 'spec', 'groups', 0, 'rules', 0);
      rule['expr'] = String(rule['expr']).replace(/namespace="[^"]+",/, '');
    },
    'an alert without a service': (manifests) => {
      const rule = part(manifests, 'PrometheusRule', 'spec', 'groups', 0, 'rules', 3);
      rule['expr'] = String(rule['expr']).replace(/service="[^"]+"/, '');
    },
    'an alert about a pattern of namespaces': (manifests) => {
      const rule = part(manifests, 'PrometheusRule', 'spec', 'groups', 0, 'rules', 0);
      rule['expr'] = String(rule['expr']).replace('namespace=', 'namespace=~');
    },
    'an alert of which one half is about another environment': (manifests) => {
      const rule = part(manifests, 'PrometheusRule', 'spec', 'groups', 0, 'rules', 4);
      rule['expr'] = String(rule['expr']).replace(
        /namespace="[^"]+"(?!.*namespace)/,
        'namespace="x"',
      );
    },
    'a recording rule of the whole cluster': (manifests) => {
      const group = part(manifests, 'PrometheusRule', 'spec', 'groups', 0);
      group['rules'] = [
        ...(group['rules'] as unknown[]),
        { record: 'live_chat:connections:sum', expr: 'sum(live_chat_connections)' },
      ];
    },
    'a panel of every program in the namespace': (manifests) => {
      const board = manifests.find(({ metadata }) => 'grafana_dashboard' in metadata.labels);
      const data = board?.['data'] as Record<string, string>;
      for (const [name, text] of Object.entries(data)) {
        data[name] = text.replace(/,service=\\"[^"]+\\"/, '');
      }
    },
  },
});
