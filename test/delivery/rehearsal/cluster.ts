import { loopback } from '../images/loopback.ts';
import { matches } from '../manifests.ts';
import { type Pods, podsOf, servingPods } from '../pods.ts';
import { Balancer, type Certificate } from './balancer.ts';
import { Pod, type PodWorld, runTestPod } from './pod.ts';
import type { Targets } from './targets.ts';

/** How each replaced pod of a rollout ended. */
export interface Replaced {
  readonly id: string;
  readonly code: number;
}

/** Pods of every Deployment behind a load balancer, on this computer's loopback addresses. */
export class Cluster {
  readonly balancer: Balancer;
  readonly #world: PodWorld;
  readonly #running = new Map<string, Pod[]>();
  readonly #all: Pod[] = [];
  #started = 0;

  constructor(world: PodWorld) {
    this.#world = world;
    this.balancer = new Balancer(world.manifests);
  }

  get deployments(): readonly Pods[] {
    return servingPods(this.#world.manifests).filter(
      ({ manifest }) => manifest.kind === 'Deployment',
    );
  }

  async start(
    address: string,
    certificate: Certificate,
    replicas: (pods: Pods) => number,
  ): Promise<void> {
    await this.balancer.listen(address, certificate);
    const wanted = this.deployments.flatMap((pods) =>
      Array.from({ length: replicas(pods) }, () => this.#startPod(pods)),
    );
    await Promise.all(wanted);
  }

  #targetsOf({ labels }: Pods): readonly Targets[] {
    return this.balancer.targets.filter(({ group }) => matches(group.selector, labels));
  }

  /**
   * A pod counts when it is ready and, because of its readiness gate, when the load balancer finds
   * it healthy too.
   */
  async #startPod(pods: Pods): Promise<void> {
    this.#started += 1;
    const id = `${pods.labels['app.kubernetes.io/component']}-${this.#started}`;
    const pod = await Pod.start(pods, id, loopback(2, this.#started), this.#world);
    this.#all.push(pod);
    this.#running.set(pods.name, [...(this.#running.get(pods.name) ?? []), pod]);
    await pod.ready();
    const targets = this.#targetsOf(pods);
    await Promise.all(targets.map((each) => each.register(pod.id, pod.address)));
  }

  async #endPod(pod: Pod): Promise<Replaced> {
    for (const targets of this.#targetsOf(pod.pods)) targets.deregister(pod.id);
    return { id: pod.id, code: await pod.terminate() };
  }

  /**
   * Replaces every pod of a Deployment: at most one more at a time, and none fewer. @returns once
   * the old ones are gone
   */
  async roll(pods: Pods): Promise<Replaced[]> {
    const old = this.#running.get(pods.name) ?? [];
    this.#running.set(pods.name, []);
    const ending: Promise<Replaced>[] = [];
    for (const pod of old) {
      await this.#startPod(pods);
      ending.push(this.#endPod(pod));
    }
    return Promise.all(ending);
  }

  /**
   * Runs the pod that `helm test` would start for a component, against one of its pods.
   * @param port instead of the one that the pods listen on
   * @returns its exit code
   */
  async test(component: string, port?: number): Promise<number> {
    const isOf = ({ labels }: Pods): boolean => labels['app.kubernetes.io/component'] === component;
    const target = [...this.#running.values()].flat().find(({ pods }) => isOf(pods));
    const test = podsOf(this.#world.manifests).find(({ name }) =>
      name.endsWith(`-${component}-test`),
    );
    if (target === undefined || test === undefined) throw new Error(`Nothing tests ${component}`);
    this.#started += 1;
    const open = target.pods.spec.containers.flatMap(({ ports }) => ports)[0]?.containerPort;
    return runTestPod(test, `${component}-test-${this.#started}`, this.#world, {
      address: `${target.address}:${port ?? open}`,
    });
  }

  output(): string {
    return this.#all.map((pod) => `── ${pod.id}\n${pod.output()}`).join('\n');
  }

  async stop(): Promise<void> {
    this.balancer.stop();
    const running = [...this.#running.values()].flat();
    for (const pod of running) pod.kill();
    await Promise.all(this.#all.map(({ ended }) => ended));
  }
}
