import * as v from 'valibot';
import { Api } from './api.ts';
import type { ControlPlane } from './control-plane.ts';

const POD = v.object({
  metadata: v.object({
    name: v.string(),
    namespace: v.string(),
    deletionTimestamp: v.optional(v.string()),
  }),
  spec: v.object({
    nodeName: v.optional(v.string()),
    containers: v.array(v.object({ name: v.string(), image: v.string() })),
  }),
  status: v.object({ conditions: v.optional(v.array(v.object({ type: v.string() })), []) }),
});
type Pod = v.InferOutput<typeof POD>;
const EVENT = v.object({ type: v.string(), object: v.unknown() });

const ZONES = ['a', 'b', 'c'] as const;
const CAPACITY = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };

const condition = (type: string, met: boolean, at: string): object => ({
  type,
  status: met ? 'True' : 'False',
  lastTransitionTime: at,
});

const pathOf = ({ metadata }: Pod): string =>
  `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;

/**
 * Three nodes in three zones that run nothing: a pod that is scheduled to them becomes ready at
 * once if all of its images are in the registry, and otherwise waits, as kubelets would report.
 */
export class Nodes {
  readonly #api: Api;
  readonly #registry: ReadonlySet<string>;
  readonly #end = new AbortController();
  /** Why they no longer serve, unless they were stopped. */
  #failure: unknown;

  private constructor(api: Api, registry: ReadonlySet<string>) {
    this.#api = api;
    this.#registry = registry;
  }

  /** @param registry every image that can be pulled, by its full name */
  static async join(plane: ControlPlane, registry: ReadonlySet<string>): Promise<Nodes> {
    const nodes = new Nodes(await Api.of(plane), registry);
    for (const zone of ZONES) await nodes.#register(zone);
    void nodes.#serve();
    return nodes;
  }

  async #register(zone: string): Promise<void> {
    const name = `node-${zone}`;
    const labels = {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'topology.kubernetes.io/zone': `zone-${zone}`,
    };
    const now = new Date().toISOString();
    await this.#api.send({
      method: 'POST',
      path: '/api/v1/nodes',
      body: { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } },
    });
    const conditions = [condition('Ready', true, now)];
    await this.#api.send({
      method: 'PATCH',
      path: `/api/v1/nodes/${name}/status`,
      body: { status: { capacity: CAPACITY, allocatable: CAPACITY, conditions } },
    });
    // A new node has a taint until a controller finds it ready; that controller does not run here.
    await this.#api.send({
      method: 'PATCH',
      path: `/api/v1/nodes/${name}`,
      body: { spec: { taints: null } },
    });
  }

  async #serve(): Promise<void> {
    try {
      for await (const event of this.#api.watch('/api/v1/pods', this.#end.signal)) {
        const { type, object } = v.parse(EVENT, event);
        if (type !== 'DELETED') await this.#answer(v.parse(POD, object));
      }
    } catch (error) {
      if (!this.#end.signal.aborted) this.#failure = error;
    }
  }

  async #answer(pod: Pod): Promise<void> {
    if (pod.spec.nodeName === undefined) return;
    if (pod.metadata.deletionTimestamp !== undefined) {
      await this.#api.send({ method: 'DELETE', path: `${pathOf(pod)}?gracePeriodSeconds=0` });
    } else if (!pod.status.conditions.some(({ type }) => type === 'Ready')) {
      const body = { status: this.#statusOf(pod) };
      await this.#api.send({ method: 'PATCH', path: `${pathOf(pod)}/status`, body });
    }
  }

  #statusOf({ spec }: Pod): object {
    const now = new Date().toISOString();
    const ready = spec.containers.every(({ image }) => this.#registry.has(image));
    const containerStatuses = spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: this.#registry.has(image) ? image : '',
      ready: this.#registry.has(image),
      restartCount: 0,
      state: this.#registry.has(image)
        ? { running: { startedAt: now } }
        : { waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}"` } },
    }));
    return {
      phase: ready ? 'Running' : 'Pending',
      startTime: now,
      conditions: [
        condition('PodScheduled', true, now),
        condition('Initialized', true, now),
        condition('ContainersReady', ready, now),
        condition('Ready', ready, now),
      ],
      containerStatuses,
    };
  }

  /** @throws the error because of which they stopped serving */
  async stop(): Promise<void> {
    this.#end.abort();
    if (this.#failure !== undefined) throw this.#failure;
  }
}
