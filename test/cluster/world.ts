import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { answerFrom } from '../delivery/command.ts';
import { type Manifest, parseManifests } from '../delivery/manifests.ts';
import { ENVIRONMENTS, REPOSITORY } from '../delivery/repository.ts';
import { tool } from '../delivery/tools.ts';
import { ArgoCd } from './argocd.ts';
import { ControlPlane } from './control-plane.ts';
import { startGivenWorld } from './given.ts';
import { isGiven } from './given-cluster.ts';
import type { Kubectl } from './kubectl.ts';
import { Nodes } from './nodes.ts';
import { Origin, type Release } from './origin.ts';
import { argocdObjects, platformObjects, STORAGE_CLASS } from './platform.ts';

const CONTROLLERS = join(REPOSITORY, 'test/cluster/argocd-controllers');
const REDIS = join(REPOSITORY, 'charts/redis/values.yaml');

/** The registry of images that this computer's nodes can pull. */
const REGISTRY = 'registry.test/live-chat';

const REDIS_VALUES = v.object({
  image: v.object({ repository: v.string(), digest: v.string() }),
});

const digest = (): string => `sha256:${randomBytes(32).toString('hex')}`;

/** Argo CD's kinds, from the module that its programs are built from. */
export function argocdKinds(): string {
  const question = ['list', '-C', CONTROLLERS, '-m', '-f', '{{.Dir}}'];
  const module = answerFrom('go', [...question, 'github.com/argoproj/argo-cd/v3']).trim();
  return join(module, 'manifests/crds');
}

/** A cluster that follows a repository, with everything between a push and pods. */
export interface World {
  readonly kubectl: Kubectl;
  readonly origin: Origin;
  /** Releases in the registry. */
  readonly releases: readonly [Release, Release];
  stop(): Promise<void>;
}

/** The root application, as Terraform installs it. */
export function rootApplication(url: string): Manifest[] {
  const values = Object.entries({
    repositoryUrl: url,
    revision: 'main',
    environments: ENVIRONMENTS,
  }).flatMap(([name, value]) => ['--set-json', `${name}=${JSON.stringify(value)}`]);
  const chart = join(REPOSITORY, 'terraform/platform/root-application');
  const command = ['template', 'root', chart, '-n', 'argocd', ...values];
  return parseManifests(answerFrom(tool('HELM_PATH'), command));
}

/**
 * A control plane and Argo CD on this computer, with nodes that only report what kubelets would.
 */
async function startOwnWorld(folder: string): Promise<World> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const plane = await ControlPlane.start(join(folder, 'control-plane'));
    ends.push(() => plane.stop());
    const origin = await Origin.serve(folder, '127.0.0.1');
    ends.push(() => origin.stop());
    const releases = [
      { backend: digest(), ui: digest() },
      { backend: digest(), ui: digest() },
    ] as const;
    const nodes = await Nodes.join(plane, new Set(await images(releases)));
    ends.push(() => nodes.stop());
    const { kubectl } = plane;
    await kubectl.run(['create', 'namespace', 'argocd']);
    await kubectl.run(['apply', '--server-side', '--kustomize', argocdKinds()]);
    await kubectl.apply([
      STORAGE_CLASS,
      ...(await platformObjects({ url: origin.url, registry: REGISTRY })),
      ...(await argocdObjects()),
    ]);
    const argo = await ArgoCd.start(join(folder, 'argocd'), kubectl.kubeconfig);
    ends.push(() => argo.stop());
    return { kubectl, origin, releases, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The cluster that the environment names, or one on this computer. */
export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-cluster-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const world = await (isGiven() ? startGivenWorld(folder) : startOwnWorld(folder));
    return { ...world, stop: () => world.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Everything that can be pulled. */
async function images(releases: readonly Release[]): Promise<string[]> {
  const ours = releases.flatMap(({ backend, ui }) => [
    `${REGISTRY}/backend@${backend}`,
    `${REGISTRY}/ui@${ui}`,
  ]);
  return [...ours, await redisImage()];
}

async function redisImage(): Promise<string> {
  const { image } = v.parse(REDIS_VALUES, parse(await readFile(REDIS, 'utf8')));
  return `${image.repository}@${image.digest}`;
}
