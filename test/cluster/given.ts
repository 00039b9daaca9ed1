import { copyFile, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { findOnPath } from '../../scripts/toolchain/command.ts';
import { ask } from '../delivery/command.ts';
import { REPOSITORY } from '../delivery/repository.ts';
import { tool } from '../delivery/tools.ts';
import { Kubectl } from './kubectl.ts';
import { Origin, type Release } from './origin.ts';
import { argocdSettings, platformObjects } from './platform.ts';
import type { World } from './world.ts';

/** Something is wrong with or missing from the given cluster. */
export class GivenClusterError extends Error {
  override readonly name = 'GivenClusterError';
}

const DIGEST = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/));
const RELEASE = v.object({ backend: DIGEST, ui: DIGEST });
const RELEASES = v.tuple([RELEASE, RELEASE]);

/** The chart that Terraform installs. */
async function pinnedChart(): Promise<{ readonly repository: string; readonly version: string }> {
  const file = await readFile(join(REPOSITORY, 'terraform/platform/argocd.tf'), 'utf8');
  const value = (name: string): string => {
    const found = file.match(new RegExp(`${name}\\s+= "([^"]+)"`))?.[1];
    if (found === undefined) throw new GivenClusterError(`argocd.tf names no ${name}`);
    return found;
  };
  return { repository: value('repository'), version: value('version') };
}

async function installArgo(kubeconfig: string): Promise<void> {
  const { repository, version } = await pinnedChart();
  const settings = {
    dex: { enabled: false },
    notifications: { enabled: false },
    configs: {
      cm: await argocdSettings(),
      params: { 'applicationsetcontroller.policy': 'create-update' },
    },
  };
  const values = Object.entries(settings).flatMap(([name, value]) => [
    '--set-json',
    `${name}=${JSON.stringify(value)}`,
  ]);
  const where = ['--kubeconfig', kubeconfig, '--namespace', 'argocd', '--create-namespace'];
  const chart = ['argo-cd', '--repo', repository, '--version', version];
  const wait = ['--wait', '--timeout', '10m'];
  const command = ['upgrade', '--install', 'argocd', ...chart, ...where, ...wait, ...values];
  const { status, stderr } = ask(tool('HELM_PATH'), command);
  if (status !== 0) throw new GivenClusterError(`Argo CD ${version} was not installed: ${stderr}`);
}

/** A client of the cluster, with the context name that the scripts use. */
async function clientOf(folder: string): Promise<Kubectl> {
  const kubeconfig = join(folder, 'kubeconfig');
  await copyFile(tool('CLUSTER_KUBECONFIG'), kubeconfig);
  const path = findOnPath(['kubectl']);
  if (path === undefined) throw new GivenClusterError('kubectl is not on the PATH');
  await symlink(path, join(folder, 'kubectl'));
  const kubectl = new Kubectl(folder, kubeconfig);
  const context = (await kubectl.run(['config', 'current-context'])).trim();
  await kubectl.run(['config', 'rename-context', context, 'live-chat']);
  return kubectl;
}

/**
 * A cluster that was created for these tests: CLUSTER_KUBECONFIG leads to it, CLUSTER_HOST is this
 * computer's address for its pods, CLUSTER_REGISTRY has the two releases of the file
 * CLUSTER_RELEASES.
 * @throws GivenClusterError
 */
export async function startGivenWorld(folder: string): Promise<World> {
  const kubectl = await clientOf(folder);
  const text = await readFile(tool('CLUSTER_RELEASES'), 'utf8');
  const releases: readonly [Release, Release] = v.parse(RELEASES, JSON.parse(text));
  const origin = await Origin.serve(folder, tool('CLUSTER_HOST'));
  try {
    await installArgo(kubectl.kubeconfig);
    const sources = { url: origin.url, registry: tool('CLUSTER_REGISTRY') };
    await kubectl.apply(await platformObjects(sources));
  } catch (error) {
    await origin.stop();
    throw error;
  }
  return { kubectl, origin, releases, stop: () => origin.stop() };
}
