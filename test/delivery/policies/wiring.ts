import * as v from 'valibot';
import { called, type Labels, type Manifest, matches, ofKind } from '../manifests.ts';
import { podsOf, servingPods } from '../pods.ts';
import { examineEach, type Finding, type Policy, part } from './policy.ts';

const LABELS = v.record(v.string(), v.string());
const PORT = v.union([v.string(), v.number()]);

const SERVICE = v.looseObject({
  spec: v.looseObject({
    selector: LABELS,
    ports: v.array(v.looseObject({ name: v.string(), port: v.number(), targetPort: PORT })),
  }),
});
const SELECTING = v.looseObject({
  spec: v.looseObject({ selector: v.object({ matchLabels: LABELS }) }),
});
const AUTOSCALER = v.looseObject({
  spec: v.looseObject({
    scaleTargetRef: v.object({ apiVersion: v.string(), kind: v.string(), name: v.string() }),
    minReplicas: v.number(),
    maxReplicas: v.number(),
    metrics: v.pipe(v.array(v.unknown()), v.minLength(1)),
    behavior: v.object({
      scaleDown: v.looseObject({
        stabilizationWindowSeconds: v.number(),
        policies: v.array(
          v.object({ type: v.string(), value: v.number(), periodSeconds: v.number() }),
        ),
      }),
      scaleUp: v.unknown(),
    }),
  }),
});
const BUDGET = v.looseObject({
  spec: v.looseObject({
    maxUnavailable: v.optional(v.number()),
    minAvailable: v.optional(PORT),
    selector: v.object({ matchLabels: LABELS }),
  }),
});
const INGRESS = v.looseObject({
  spec: v.looseObject({
    rules: v.array(
      v.looseObject({
        host: v.optional(v.string()),
        http: v.object({
          paths: v.array(
            v.object({
              path: v.string(),
              pathType: v.string(),
              backend: v.object({
                service: v.object({ name: v.string(), port: v.object({ name: v.string() }) }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});

/** Every selector of the manifests, and what it must match. */
function selectorsOf(
  manifests: readonly Manifest[],
): { name: string; selector: Labels; among: Labels[] }[] {
  const pods = podsOf(manifests);
  const labels = pods.map((one) => one.labels);
  const services = ofKind(manifests, 'Service', SERVICE);
  const select = (kind: string, among: Labels[]) =>
    ofKind(manifests, kind, SELECTING).map(({ manifest, content }) => ({
      name: called(manifest),
      selector: content.spec.selector.matchLabels,
      among,
    }));
  return [
    ...pods.flatMap(({ name, selector, labels: own }) =>
      selector === undefined ? [] : [{ name, selector, among: [own] }],
    ),
    ...services.map(({ manifest, content }) => ({
      name: called(manifest),
      selector: content.spec.selector,
      among: labels,
    })),
    ...select('PodDisruptionBudget', labels),
    ...select(
      'ServiceMonitor',
      services.map(({ manifest }) => manifest.metadata.labels),
    ),
  ];
}

const selectors: Policy = {
  name: 'every selector finds exactly one kind of pod',
  examine: (manifests) =>
    examineEach(selectorsOf(manifests), ({ name, selector, among }) => {
      const found = among.filter((labels) => matches(selector, labels)).length;
      return [found !== 1 && `${name} selects ${found} kinds: ${JSON.stringify(selector)}`];
    }),
  seeds: {
    'none found': (manifests) => {
      part(manifests, 'Service', 'spec', 'selector')['app.kubernetes.io/component'] = 'backand';
    },
    'too many found': (manifests) => {
      delete part(manifests, 'PodDisruptionBudget', 'spec', 'selector', 'matchLabels')[
        'app.kubernetes.io/component'
      ];
    },
  },
};

function servicePortProblems(manifests: readonly Manifest[]): Finding {
  const pods = podsOf(manifests);
  const ports = ofKind(manifests, 'Service', SERVICE).flatMap(({ manifest, content }) =>
    content.spec.ports.map((port) => ({
      name: called(manifest),
      selector: content.spec.selector,
      port,
    })),
  );
  return examineEach(ports, ({ name, selector, port }) => {
    const targets = pods.filter(({ labels }) => matches(selector, labels));
    return targets.map(
      (target) =>
        !target.spec.containers.some((container) =>
          container.ports.some((open) => open.name === port.targetPort),
        ) && `${name} leads to port ${port.targetPort}, which ${target.name} does not open`,
    );
  });
}

function ingressProblems(manifests: readonly Manifest[]): Finding {
  const services = ofKind(manifests, 'Service', SERVICE);
  const paths = ofKind(manifests, 'Ingress', INGRESS).flatMap(({ content }) =>
    content.spec.rules.flatMap(({ http }) => http.paths),
  );
  return examineEach(paths, ({ path, backend: { service } }) => {
    const found = services.find(({ manifest }) => manifest.metadata.name === service.name);
    const port = found?.content.spec.ports.find(({ name }) => name === service.port.name);
    return [
      found === undefined && `${path} leads to the service ${service.name}, which is not there`,
      found !== undefined &&
        port === undefined &&
        `${path}: ${service.name} has no port ${service.port.name}`,
      port !== undefined &&
        port.targetPort !== 'http' &&
        `${path} leads to the port ${port.targetPort}`,
    ];
  });
}

const ports: Policy = {
  name: 'ports match from the load balancer to the container, and none leads to the admin port',
  examine: (manifests) => {
    const found = [servicePortProblems(manifests), ingressProblems(manifests)];
    return {
      examined: found.reduce((sum, { examined }) => sum + examined, 0),
      violations: found.flatMap(({ violations }) => violations),
    };
  },
  seeds: {
    'closed port': (manifests) => {
      part(manifests, 'Service', 'spec', 'ports', 0)['targetPort'] = 'https';
    },
    'admin port': (manifests) => {
      part(manifests, 'Service', 'spec', 'ports', 0)['targetPort'] = 'admin';
    },
    'no such service': (manifests) => {
      const path = ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service'];
      part(manifests, 'Ingress', ...path)['name'] = 'live-chat-relay';
    },
  },
};

const budgets: Policy = {
  name: 'every Deployment has a disruption budget, which never blocks a drain',
  examine: (manifests) => {
    const all = ofKind(manifests, 'PodDisruptionBudget', BUDGET);
    const deployments = servingPods(manifests).filter(
      ({ manifest }) => manifest.kind === 'Deployment',
    );
    return examineEach(deployments, ({ name, labels }) => {
      const own = all.filter(({ content }) => matches(content.spec.selector.matchLabels, labels));
      return [
        own.length !== 1 && `${name} has ${own.length} budgets`,
        ...own.flatMap(({ manifest, content: { spec } }) => [
          spec.minAvailable !== undefined &&
            `${called(manifest)} keeps pods in place: minAvailable`,
          !(Number(spec.maxUnavailable) >= 1) && `${called(manifest)} lets no pod go`,
        ]),
      ];
    });
  },
  seeds: {
    'lets none go': (manifests) => {
      part(manifests, 'PodDisruptionBudget', 'spec')['maxUnavailable'] = 0;
    },
    'keeps all': (manifests) => {
      part(manifests, 'PodDisruptionBudget', 'spec')['minAvailable'] = 2;
    },
  },
};

const autoscalers: Policy = {
  name: 'autoscalers have sensible limits, scale down slowly and alone set the number of pods',
  examine: (manifests) => {
    const deployments = new Map(
      servingPods(manifests).map((pods) => [pods.manifest.metadata.name, pods]),
    );
    return examineEach(
      ofKind(manifests, 'HorizontalPodAutoscaler', AUTOSCALER),
      ({ manifest, content }) => {
        const { scaleTargetRef, minReplicas, maxReplicas, behavior } = content.spec;
        const target = deployments.get(scaleTargetRef.name);
        const name = called(manifest);
        return [
          target === undefined && `${name} scales ${scaleTargetRef.name}, which is not there`,
          target?.replicas !== undefined && `${name} and ${target?.name} both say how many`,
          minReplicas < 2 && `${name} goes down to ${minReplicas}: a restart would be seen`,
          maxReplicas <= minReplicas && `${name} can never grow`,
          maxReplicas > 50 && `${name} grows to ${maxReplicas}`,
          behavior.scaleDown.stabilizationWindowSeconds < 60 && `${name} shrinks hastily`,
          !behavior.scaleDown.policies.every(({ type, value }) => type === 'Pods' && value === 1) &&
            `${name} takes more than one pod at a time`,
        ];
      },
    );
  },
  seeds: {
    'both decide': (manifests) => {
      part(manifests, 'Deployment', 'spec')['replicas'] = 2;
    },
    'cannot grow': (manifests) => {
      part(manifests, 'HorizontalPodAutoscaler', 'spec')['maxReplicas'] = 2;
    },
    'one pod': (manifests) => {
      part(manifests, 'HorizontalPodAutoscaler', 'spec')['minReplicas'] = 1;
    },
  },
};

const DEPLOYMENT = v.looseObject({
  spec: v.looseObject({
    strategy: v.object({
      type: v.string(),
      rollingUpdate: v.object({ maxUnavailable: PORT, maxSurge: PORT }),
    }),
  }),
});
const ZONE = 'topology.kubernetes.io/zone';
const PLACES = [ZONE, 'kubernetes.io/hostname'];

const rollout: Policy = {
  name: 'a new version removes no pod first, and pods are spread over zones and nodes',
  examine: (manifests) => {
    const strategies = new Map(
      ofKind(manifests, 'Deployment', DEPLOYMENT).map(({ manifest, content }) => [
        manifest.metadata.name,
        content.spec.strategy.rollingUpdate,
      ]),
    );
    const deployments = servingPods(manifests).filter(
      ({ manifest }) => manifest.kind === 'Deployment',
    );
    return examineEach(deployments, ({ name, manifest, labels, spec }) => [
      strategies.get(manifest.metadata.name)?.maxUnavailable !== 0 &&
        `${name} takes pods away first`,
      ...PLACES.map(
        (place) =>
          !spec.topologySpreadConstraints.some(
            ({ topologyKey, labelSelector }) =>
              topologyKey === place && matches(labelSelector.matchLabels, labels),
          ) && `${name} is not spread by ${place}`,
      ),
      // The node group of each zone grows by one node at a time, and when a zone is lost, the
      // others must suffice.
      spec.topologySpreadConstraints.some(
        ({ topologyKey, whenUnsatisfiable }) =>
          topologyKey === ZONE && whenUnsatisfiable !== 'ScheduleAnyway',
      ) && `${name} waits for a zone`,
    ]);
  },
  seeds: {
    'pods taken away': (manifests) => {
      part(manifests, 'Deployment', 'spec', 'strategy', 'rollingUpdate')['maxUnavailable'] = 1;
    },
    'waits for a zone': (manifests) => {
      const path = ['spec', 'template', 'spec', 'topologySpreadConstraints', 0] as const;
      part(manifests, 'Deployment', ...path)['whenUnsatisfiable'] = 'DoNotSchedule';
    },
    'not spread': (manifests) => {
      delete part(manifests, 'Deployment', 'spec', 'template', 'spec')['topologySpreadConstraints'];
    },
  },
};

/** The order in which Argo CD must apply objects; later ones depend on earlier ones. */
const ORDER = [
  ['ConfigMap', 'ServiceAccount', 'NetworkPolicy'],
  ['StatefulSet'],
  ['Ingress'],
  ['Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'],
];
const HEALTH_CHECK = 'alb.ingress.kubernetes.io/healthcheck-path';
const wave = ({ metadata }: Manifest): number =>
  Number(metadata.annotations['argocd.argoproj.io/sync-wave'] ?? 0);

const order: Policy = {
  name: 'configuration is applied before Redis, Redis before services and ingress, those before pods',
  examine: (manifests) => {
    // The load balancer must know its services before pods depend on it; others may be applied at
    // any time.
    const step = ({ kind, metadata }: Manifest): number => {
      const balanced = HEALTH_CHECK in metadata.annotations;
      return kind === 'Service' && balanced ? 2 : ORDER.findIndex((kinds) => kinds.includes(kind));
    };
    const placed = manifests.filter((manifest) => step(manifest) >= 0);
    return examineEach(placed, (manifest) => [
      wave(manifest) !== step(manifest) && `${called(manifest)} is in wave ${wave(manifest)}`,
    ]);
  },
  seeds: {
    'services too late': (manifests) => {
      part(manifests, 'Service', 'metadata', 'annotations')['argocd.argoproj.io/sync-wave'] = '4';
      part(manifests, 'Service', 'metadata', 'annotations')[HEALTH_CHECK] = '/readyz';
    },
    'pods too early': (manifests) => {
      part(manifests, 'Deployment', 'metadata', 'annotations')['argocd.argoproj.io/sync-wave'] =
        '1';
    },
  },
};

export const WIRING_POLICIES: readonly Policy[] = [
  selectors,
  ports,
  budgets,
  autoscalers,
  rollout,
  order,
];
