import * as v from 'valibot';
import { type Manifest, ofKind, parseManifests } from '../manifests.ts';
import { template } from './chart.ts';

const RULE = v.looseObject({
  alert: v.optional(v.string()),
  record: v.optional(v.string()),
  expr: v.string(),
  labels: v.optional(v.record(v.string(), v.string()), {}),
  annotations: v.optional(v.record(v.string(), v.string()), {}),
});
export type Rule = v.InferOutput<typeof RULE>;

const RULES = v.looseObject({
  spec: v.object({
    groups: v.array(v.looseObject({ name: v.string(), rules: v.array(RULE) })),
  }),
});
const DASHBOARD = v.looseObject({
  uid: v.string(),
  title: v.string(),
  panels: v.array(
    v.looseObject({ title: v.string(), targets: v.array(v.looseObject({ expr: v.string() })) }),
  ),
});
export type Dashboard = v.InferOutput<typeof DASHBOARD>;

const CONFIG_MAP = v.looseObject({ data: v.optional(v.record(v.string(), v.string()), {}) });

/** An environment's rules and dashboards for Prometheus and Grafana. */
export interface Monitoring {
  /** As Prometheus reads it from a file. */
  readonly ruleFile: { readonly groups: readonly unknown[] };
  readonly rules: readonly Rule[];
  /** The file of each dashboard, by its name. */
  readonly dashboards: ReadonlyMap<string, Dashboard>;
}

/** Reads the rules and dashboards among manifests. */
export function monitoringIn(manifests: readonly Manifest[]): Monitoring {
  const groups = ofKind(manifests, 'PrometheusRule', RULES).flatMap(
    ({ content }) => content.spec.groups,
  );
  const files = ofKind(manifests, 'ConfigMap', CONFIG_MAP)
    .filter(({ manifest }) => 'grafana_dashboard' in manifest.metadata.labels)
    .flatMap(({ content }) => Object.entries(content.data));
  return {
    ruleFile: { groups },
    rules: groups.flatMap(({ rules }) => rules),
    dashboards: new Map(
      files.map(([name, text]) => [name, v.parse(DASHBOARD, JSON.parse(text))] as const),
    ),
  };
}

/** An environment of the given name with all monitoring enabled, in its namespace in a cluster. */
export function monitored(environment: string): Manifest[] {
  const { status, stdout, stderr } = template(
    { environment, 'monitoring.enabled': true },
    `live-chat-${environment}`,
  );
  if (status !== 0) throw new Error(stderr);
  return parseManifests(stdout);
}
