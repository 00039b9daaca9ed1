import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import type { Container, ReadOnlyMount } from '../images/container.ts';
import type { BuiltImage, ImageEngine } from '../images/engine.ts';
import { statusOf } from '../images/loopback.ts';
import { type Manifest, ofKind } from '../manifests.ts';
import type { Container as ContainerSpec, Pods } from '../pods.ts';

/** Secrets that exist before the chart: name, key, value. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The inputs of pods besides their own manifests. */
export interface PodWorld {
  readonly manifests: readonly Manifest[];
  readonly secrets: Secrets;
  /** Runs the images of components. */
  readonly engine: ImageEngine;
  readonly images: ReadonlyMap<string, BuiltImage>;
  /** Where the runtime and volumes store their files. */
  readonly folder: string;
  /** The names of services, by address. */
  readonly names: Readonly<Record<string, string>>;
}

const CONFIG = v.looseObject({ data: v.record(v.string(), v.string()) });
const SECRET_VOLUME = v.object({
  name: v.string(),
  secret: v.object({
    secretName: v.string(),
    items: v.array(v.object({ key: v.string(), path: v.string() })),
  }),
});

function secretValue(secrets: Secrets, name: string, key: string): string {
  const value = secrets[name]?.[key];
  if (value === undefined) throw new Error(`The Secret ${name} has no key ${key}`);
  return value;
}

/** The environment of a container, as Kubernetes assembles it: maps first, `$(NAME)` filled in. */
export function environmentOf(container: ContainerSpec, world: PodWorld): Record<string, string> {
  const maps = new Map(
    ofKind(world.manifests, 'ConfigMap', CONFIG).map(({ manifest, content }) => [
      manifest.metadata.name,
      content.data,
    ]),
  );
  const found: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom) {
    const data = maps.get(configMapRef.name);
    if (data === undefined) throw new Error(`There is no ConfigMap ${configMapRef.name}`);
    Object.assign(found, data);
  }
  for (const { name, value, valueFrom } of container.env) {
    const reference = valueFrom?.secretKeyRef;
    found[name] = reference
      ? secretValue(world.secrets, reference.name, reference.key)
      : (value ?? '').replaceAll(/\$\((\w+)\)/g, (all, other: string) => found[other] ?? all);
  }
  return found;
}

/** The cluster's DNS, as a hosts file. */
async function hostsMount(id: string, world: PodWorld): Promise<ReadOnlyMount> {
  const from = join(world.folder, `${id}-hosts`);
  const lines = Object.entries(world.names).map(([address, name]) => `${address} ${name}\n`);
  await writeFile(from, `127.0.0.1 localhost\n${lines.join('')}`);
  return { from, to: '/etc/hosts' };
}

async function mountsOf(pods: Pods, id: string, world: PodWorld): Promise<ReadOnlyMount[]> {
  const mounts = [await hostsMount(id, world)];
  for (const volume of pods.spec.volumes.map((each) => v.parse(SECRET_VOLUME, each))) {
    const from = join(world.folder, `${id}-${volume.name}`);
    await mkdir(from, { recursive: true });
    for (const { key, path } of volume.secret.items) {
      await writeFile(join(from, path), secretValue(world.secrets, volume.secret.secretName, key));
    }
    const mount = pods.spec.containers[0]?.volumeMounts.find(({ name }) => name === volume.name);
    if (mount !== undefined) mounts.push({ from, to: mount.mountPath });
  }
  return mounts;
}

/**
 * A pod that runs from its manifest as on a node: environment, volumes, user, probes, and shutdown.
 */
export class Pod {
  readonly id: string;
  readonly address: string;
  readonly pods: Pods;
  readonly #spec: ContainerSpec;
  readonly #container: Container;

  private constructor(
    id: string,
    address: string,
    pods: Pods,
    spec: ContainerSpec,
    container: Container,
  ) {
    this.id = id;
    this.address = address;
    this.pods = pods;
    this.#spec = spec;
    this.#container = container;
  }

  static async start(pods: Pods, id: string, address: string, world: PodWorld): Promise<Pod> {
    const [spec] = pods.spec.containers;
    const image = spec && world.images.get(spec.name);
    if (spec === undefined || image === undefined)
      throw new Error(`${pods.name} has no image here`);
    const container = await world.engine.start({
      image,
      id,
      folder: world.folder,
      user: Number(pods.spec.securityContext.runAsUser),
      // The image listens on every address; here a pod has one of several loopback addresses.
      env: { ...environmentOf(spec, world), HOST: address },
      mounts: await mountsOf(pods, id, world),
    });
    return new Pod(id, address, pods, spec, container);
  }

  /** Waits until the readiness probe succeeds. @throws Error if the process ends first */
  async ready(): Promise<void> {
    const probe = this.#spec.readinessProbe?.httpGet;
    const port = this.#spec.ports.find(({ name }) => name === probe?.port)?.containerPort;
    if (probe === undefined || port === undefined)
      throw new Error(`${this.id} has no readiness probe`);
    let ended = false;
    const gone = this.#container.ended.then(() => {
      ended = true;
    });
    while ((await statusOf(this.address, port, probe.path)) !== 200) {
      if (ended) throw new Error(`${this.id} ended:\n${this.output()}`);
      await Promise.race([gone, pause(100)]);
    }
  }

  /**
   * Stops it like Kubernetes: `preStop`, a signal, and a kill when its time is over. @returns the
   * exit code
   */
  async terminate(): Promise<number> {
    const preStop = this.#spec.lifecycle?.preStop.sleep.seconds ?? 0;
    const grace = this.pods.spec.terminationGracePeriodSeconds;
    await pause(preStop * 1000);
    this.#container.signal('TERM');
    const timer = setTimeout(() => this.kill(), (grace - preStop) * 1000);
    const code = await this.#container.ended;
    clearTimeout(timer);
    return code;
  }

  kill(): void {
    this.#container.signal('KILL');
  }

  get ended(): Promise<number> {
    return this.#container.ended;
  }

  output(): string {
    return this.#container.output();
  }
}

/**
 * Runs a pod of `helm test` to its end; a service's name resolves to `address`. @returns the exit
 * code
 */
export async function runTestPod(
  { spec }: Pods,
  id: string,
  world: PodWorld,
  { address }: { readonly address: string },
): Promise<number> {
  const [container] = spec.containers;
  const image = world.images.get('ui');
  if (container === undefined || image === undefined) throw new Error(`${id} has no image here`);
  const environment = environmentOf(container, world);
  const url = new URL(environment['ADDRESS'] ?? '');
  url.host = address;
  const run = await world.engine.start({
    image,
    id,
    folder: world.folder,
    user: Number(spec.securityContext.runAsUser),
    args: container.args,
    env: { ...environment, ADDRESS: url.href },
  });
  return run.ended;
}
