import * as v from 'valibot';
import { called, type Labels, type Manifest } from './manifests.ts';

const TEXTS = v.optional(v.record(v.string(), v.string()), {});
const PORT = v.union([v.string(), v.number()]);

const PROBE = v.looseObject({
  httpGet: v.optional(v.object({ path: v.string(), port: PORT })),
  tcpSocket: v.optional(v.object({ port: PORT })),
});

const CONTAINER = v.looseObject({
  name: v.string(),
  image: v.string(),
  command: v.optional(v.array(v.string()), []),
  args: v.optional(v.array(v.string()), []),
  env: v.optional(
    v.array(
      v.looseObject({
        name: v.string(),
        value: v.optional(v.string()),
        valueFrom: v.optional(
          v.object({ secretKeyRef: v.object({ name: v.string(), key: v.string() }) }),
        ),
      }),
    ),
    [],
  ),
  envFrom: v.optional(v.array(v.object({ configMapRef: v.object({ name: v.string() }) })), []),
  ports: v.optional(v.array(v.object({ name: v.string(), containerPort: v.number() })), []),
  startupProbe: v.optional(PROBE),
  readinessProbe: v.optional(PROBE),
  livenessProbe: v.optional(PROBE),
  lifecycle: v.optional(
    v.object({ preStop: v.object({ sleep: v.object({ seconds: v.number() }) }) }),
  ),
  resources: v.optional(v.object({ requests: TEXTS, limits: TEXTS }), {}),
  securityContext: v.optional(
    v.looseObject({
      allowPrivilegeEscalation: v.optional(v.boolean()),
      readOnlyRootFilesystem: v.optional(v.boolean()),
      capabilities: v.optional(v.object({ drop: v.optional(v.array(v.string()), []) })),
    }),
    {},
  ),
  volumeMounts: v.optional(
    v.array(
      v.looseObject({ name: v.string(), mountPath: v.string(), readOnly: v.optional(v.boolean()) }),
    ),
    [],
  ),
});
export type Container = v.InferOutput<typeof CONTAINER>;

const POD_SPEC = v.looseObject({
  serviceAccountName: v.optional(v.string(), 'default'),
  automountServiceAccountToken: v.optional(v.boolean(), true),
  terminationGracePeriodSeconds: v.optional(v.number(), 30),
  securityContext: v.optional(
    v.looseObject({
      runAsNonRoot: v.optional(v.boolean()),
      runAsUser: v.optional(v.number()),
      seccompProfile: v.optional(v.object({ type: v.string() })),
    }),
    {},
  ),
  topologySpreadConstraints: v.optional(
    v.array(
      v.looseObject({
        topologyKey: v.string(),
        whenUnsatisfiable: v.string(),
        labelSelector: v.object({ matchLabels: v.record(v.string(), v.string()) }),
      }),
    ),
    [],
  ),
  containers: v.array(CONTAINER),
  volumes: v.optional(v.array(v.looseObject({ name: v.string() })), []),
});
export type PodSpec = v.InferOutput<typeof POD_SPEC>;

const TEMPLATE = v.object({
  metadata: v.looseObject({ labels: TEXTS, annotations: TEXTS }),
  spec: POD_SPEC,
});
const WORKLOAD = v.looseObject({
  spec: v.looseObject({
    selector: v.object({ matchLabels: v.record(v.string(), v.string()) }),
    replicas: v.optional(v.number()),
    template: TEMPLATE,
  }),
});
const POD = v.looseObject({ spec: POD_SPEC });

/** A kind of pod: what a Deployment or StatefulSet creates, or a single pod. */
export interface Pods {
  readonly name: string;
  readonly manifest: Manifest;
  readonly labels: Labels;
  readonly spec: PodSpec;
  /** The selector of the pods' controller; absent for a single pod. */
  readonly selector?: Labels;
  readonly replicas?: number | undefined;
}

const MAKERS = ['Deployment', 'StatefulSet'];

function madeBy(manifest: Manifest): Pods {
  const { selector, replicas, template } = v.parse(WORKLOAD, manifest).spec;
  const { metadata, spec } = template;
  const name = called(manifest);
  return {
    name,
    manifest,
    labels: metadata.labels,
    spec,
    selector: selector.matchLabels,
    replicas,
  };
}

/** Every kind of pod among manifests. */
export function podsOf(manifests: readonly Manifest[]): Pods[] {
  return manifests.flatMap((manifest) => {
    if (MAKERS.includes(manifest.kind)) return [madeBy(manifest)];
    if (manifest.kind !== 'Pod') return [];
    const { spec } = v.parse(POD, manifest);
    return [{ name: called(manifest), manifest, labels: manifest.metadata.labels, spec }];
  });
}

/** Pods that a controller keeps running: those that serve. */
export const servingPods = (manifests: readonly Manifest[]): Pods[] =>
  podsOf(manifests).filter(({ selector }) => selector !== undefined);
