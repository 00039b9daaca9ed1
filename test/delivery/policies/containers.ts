import type { Manifest } from '../manifests.ts';
import { type Container, type Pods, podsOf, servingPods } from '../pods.ts';
import { examineEach, type Policy, part } from './policy.ts';

interface Placed {
  readonly where: string;
  readonly container: Container;
  readonly pods: Pods;
}

function containersOf(all: readonly Pods[]): Placed[] {
  return all.flatMap((pods) =>
    pods.spec.containers.map((container) => ({
      where: `${pods.name}, container ${container.name}`,
      container,
      pods,
    })),
  );
}

const SPEC = ['spec', 'template', 'spec'] as const;
const CONTAINER = [...SPEC, 'containers', 0] as const;

const digests: Policy = {
  name: 'images are named only by digest',
  examine: (manifests) =>
    examineEach(containersOf(podsOf(manifests)), ({ where, container: { image } }) => [
      !/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$/.test(image) &&
        `${where}: ${image} is not named by digest alone`,
    ]),
  seeds: {
    latest: (manifests) => {
      part(manifests, 'Deployment', ...CONTAINER)['image'] = 'registry.example/backend:latest';
    },
    'tag beside digest': (manifests) => {
      part(manifests, 'Deployment', ...CONTAINER)['image'] =
        `registry.example/backend:1@sha256:${'a'.repeat(64)}`;
    },
  },
};

const user: Policy = {
  name: 'containers run with a numeric user id that is not root',
  examine: (manifests) =>
    examineEach(podsOf(manifests), ({ name, spec: { securityContext: context } }) => [
      context.runAsNonRoot !== true && `${name} may run as root`,
      !(Number(context.runAsUser) > 0) && `${name} has no numeric user above 0`,
      context.seccompProfile?.type !== 'RuntimeDefault' && `${name} has no seccomp profile`,
    ]),
  seeds: {
    root: (manifests) => {
      part(manifests, 'Deployment', ...SPEC, 'securityContext')['runAsUser'] = 0;
    },
    'no seccomp profile': (manifests) => {
      delete part(manifests, 'Deployment', ...SPEC, 'securityContext')['seccompProfile'];
    },
  },
};

const rights: Policy = {
  name: 'containers cannot gain privileges or write to their root file system',
  examine: (manifests) =>
    examineEach(containersOf(podsOf(manifests)), ({ where, container: { securityContext } }) => [
      securityContext.readOnlyRootFilesystem !== true && `${where} can write to its root`,
      securityContext.allowPrivilegeEscalation !== false && `${where} can gain privileges`,
      !securityContext.capabilities?.drop.includes('ALL') && `${where} keeps capabilities`,
      'privileged' in securityContext && `${where} speaks of privileged`,
    ]),
  seeds: {
    'writable root': (manifests) => {
      part(manifests, 'Deployment', ...CONTAINER, 'securityContext')['readOnlyRootFilesystem'] =
        false;
    },
    escalation: (manifests) => {
      delete part(manifests, 'Deployment', ...CONTAINER, 'securityContext')[
        'allowPrivilegeEscalation'
      ];
    },
    capabilities: (manifests) => {
      delete part(manifests, 'Deployment', ...CONTAINER, 'securityContext')['capabilities'];
    },
  },
};

const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'];

const host: Policy = {
  name: 'pods share nothing with their node',
  examine: (manifests) =>
    examineEach(podsOf(manifests), ({ name, spec }) => [
      ...HOST_FIELDS.map((field) => field in spec && `${name} has ${field}`),
      ...spec.volumes.map(
        (volume) => 'hostPath' in volume && `${name}: volume ${volume.name} is of the node`,
      ),
    ]),
  seeds: {
    network: (manifests) => {
      part(manifests, 'Deployment', ...SPEC)['hostNetwork'] = true;
    },
    folder: (manifests) => {
      part(manifests, 'Deployment', ...SPEC)['volumes'] = [{ name: 'x', hostPath: { path: '/' } }];
    },
  },
};

const token: Policy = {
  name: 'pods have their own service account without a token',
  examine: (manifests) => {
    const accounts = new Map(
      manifests
        .filter(({ kind }) => kind === 'ServiceAccount')
        .map((one) => [one.metadata.name, one]),
    );
    return examineEach(podsOf(manifests), ({ name, spec }) => [
      spec.automountServiceAccountToken && `${name} gets a token`,
      !accounts.has(spec.serviceAccountName) &&
        `${name} uses the account ${spec.serviceAccountName}`,
      accounts.get(spec.serviceAccountName)?.['automountServiceAccountToken'] !== false &&
        `${spec.serviceAccountName} gives tokens away`,
    ]);
  },
  seeds: {
    mounted: (manifests) => {
      delete part(manifests, 'Deployment', ...SPEC)['automountServiceAccountToken'];
    },
    'default account': (manifests) => {
      delete part(manifests, 'Deployment', ...SPEC)['serviceAccountName'];
    },
  },
};

const SCALE: Readonly<Record<string, number>> = {
  '': 1,
  m: 0.001,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** A quantity of Kubernetes as a number, or NaN. */
function quantity(text: string | undefined): number {
  const [, number, unit = ''] = text?.match(/^(\d+)(m|Ki|Mi|Gi)?$/) ?? [];
  return Number(number) * (SCALE[unit] ?? Number.NaN);
}

const resources: Policy = {
  name: 'CPU time and memory have requests and limits',
  examine: (manifests) =>
    examineEach(containersOf(podsOf(manifests)), ({ where, container }) =>
      ['cpu', 'memory'].flatMap((what) => {
        const asked = quantity(container.resources.requests?.[what]);
        const bound = quantity(container.resources.limits?.[what]);
        return [
          !(asked > 0) && `${where} asks for no ${what}`,
          !(bound > 0) && `${where} has no limit of ${what}`,
          asked > bound && `${where} asks for more ${what} than its limit`,
        ];
      }),
    ),
  seeds: {
    'no request': (manifests) => {
      delete part(manifests, 'Deployment', ...CONTAINER, 'resources', 'requests')['cpu'];
    },
    'no limit': (manifests) => {
      delete part(manifests, 'Deployment', ...CONTAINER, 'resources', 'limits')['memory'];
    },
    'request over limit': (manifests) => {
      part(manifests, 'Deployment', ...CONTAINER, 'resources', 'requests')['memory'] = '9Gi';
    },
  },
};

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

function probeProblems({ where, container }: Placed): (string | false)[] {
  const ports = new Set(container.ports.map(({ name }) => name));
  return PROBES.flatMap((kind) => {
    const probe = container[kind];
    const port = String(probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? '');
    return [
      probe === undefined && `${where} has no ${kind}`,
      probe !== undefined &&
        !ports.has(port) &&
        `${where}: ${kind} asks port ${port}, which is not there`,
      ports.has('admin') && port !== 'admin' && `${where}: ${kind} does not ask the admin port`,
    ];
  });
}

const probes: Policy = {
  name: 'serving containers have startup, liveness and readiness probes on the admin port',
  examine: (manifests) => examineEach(containersOf(servingPods(manifests)), probeProblems),
  seeds: {
    'no readiness': (manifests) => {
      delete part(manifests, 'Deployment', ...CONTAINER)['readinessProbe'];
    },
    'public port': (manifests) => {
      part(manifests, 'Deployment', ...CONTAINER, 'livenessProbe', 'httpGet')['port'] = 'http';
    },
  },
};

/** The longest that a pod takes to stop unless it is killed, seconds. */
const DRAIN_SECONDS = 10;

const shutdown: Policy = {
  name: 'pods behind the load balancer are not killed before they have drained',
  examine: (manifests) =>
    examineEach(
      containersOf(servingPods(manifests).filter(({ manifest }) => manifest.kind === 'Deployment')),
      ({ where, container, pods: { spec } }) => {
        const preStop = container.lifecycle?.preStop.sleep.seconds ?? 0;
        const grace = spec.terminationGracePeriodSeconds;
        return [
          preStop < 15 && `${where} ends before the balancer has heard of it`,
          grace <= preStop + DRAIN_SECONDS &&
            `${where} is killed after ${grace} s, while it drains`,
        ];
      },
    ),
  seeds: {
    'no preStop': (manifests) => {
      delete part(manifests, 'Deployment', ...CONTAINER)['lifecycle'];
    },
    'short grace': (manifests) => {
      part(manifests, 'Deployment', ...SPEC)['terminationGracePeriodSeconds'] = 30;
    },
  },
};

const NAMED_SECRET = /SECRET|PASSWORD|TOKEN|KEY/;

const secrets: Policy = {
  name: 'no object contains a secret',
  examine: (manifests) => {
    const held: Manifest[] = manifests.filter(({ kind }) => kind === 'Secret');
    const places = containersOf(podsOf(manifests));
    const found = examineEach(places, ({ where, container }) =>
      container.env.map(
        ({ name, value }) =>
          NAMED_SECRET.test(name) &&
          !name.endsWith('_FILE') &&
          value !== undefined &&
          `${where}: ${name} is written out`,
      ),
    );
    const objects = held.map(({ metadata }) => `Secret ${metadata.name} is in the manifests`);
    return { examined: found.examined, violations: [...found.violations, ...objects] };
  },
  seeds: {
    object: (manifests) => {
      manifests.push({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'live-chat', labels: {}, annotations: {} },
      });
    },
    'written out': (manifests) => {
      part(manifests, 'Deployment', ...CONTAINER)['env'] = [
        { name: 'LIVE_CHAT_SECRET', value: 'x' },
      ];
    },
  },
};

export const CONTAINER_POLICIES: readonly Policy[] = [
  digests,
  user,
  rights,
  host,
  token,
  resources,
  probes,
  shutdown,
  secrets,
];
