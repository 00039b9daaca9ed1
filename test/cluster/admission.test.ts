import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prometheusKinds } from '../../scripts/toolchain/custom-resource-schemas.ts';
import { template } from '../delivery/charts/chart.ts';
import { EDGES } from '../delivery/charts/edges.ts';
import { answerFrom } from '../delivery/command.ts';
import { parseManifests } from '../delivery/manifests.ts';
import { renderWithTests } from '../delivery/rendered.ts';
import { copyRepository, ENVIRONMENTS, REPOSITORY } from '../delivery/repository.ts';
import { tool } from '../delivery/tools.ts';
import { ControlPlane } from './control-plane.ts';
import { type Kubectl, listOf } from './kubectl.ts';
import { platformObjects, STORAGE_CLASS } from './platform.ts';
import { argocdKinds, rootApplication } from './world.ts';

const NAMESPACE = 'live-chat-staging';
const AS_ARGO = ['apply', '--server-side', '--force-conflicts'];
const SOURCES = { url: 'https://git.example.org/you/live-chat.git', registry: 'registry.test' };

describe('an API server', () => {
  let plane: ControlPlane;
  let kubectl: Kubectl;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'live-chat-admission-'));
    plane = await ControlPlane.start(join(folder, 'control-plane'));
    kubectl = plane.kubectl;
    await kubectl.run(['create', 'namespace', 'argocd']);
    await kubectl.run(['apply', '--server-side', '--kustomize', argocdKinds()]);
    await kubectl.run(['apply', '--server-side', '--filename', prometheusKinds()]);
    await kubectl.apply([STORAGE_CLASS, ...(await platformObjects(SOURCES))]);
    await kubectl.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    // A pod whose account is missing is rejected: accounts come first, as in sync waves.
    for (const environment of ENVIRONMENTS) {
      const accounts = renderWithTests(environment, await copyRepository()).filter(
        ({ kind }) => kind === 'ServiceAccount',
      );
      const where = ['-n', `live-chat-${environment}`, '-f', '-'];
      await kubectl.run([...AS_ARGO, ...where], listOf(accounts));
    }
  });
  afterAll(async () => {
    await plane?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A dry run with everything that happens on writing; an unknown field is rejected. */
  const admit = (manifests: readonly object[], ...where: string[]): Promise<string> =>
    kubectl.run(
      [...AS_ARGO, '--dry-run=server', ...where, '-o', 'name', '-f', '-'],
      listOf(manifests),
    );
  const count = (names: string): number => names.split('\n').filter((name) => name !== '').length;

  it.each(ENVIRONMENTS)('admits everything that %s runs', async (environment) => {
    const manifests = renderWithTests(environment, await copyRepository());
    const namespace = `live-chat-${environment}`;
    expect(manifests.length).toBeGreaterThan(10);
    expect(count(await admit(manifests, '-n', namespace))).toBe(manifests.length);
  });

  it.each(Object.entries(EDGES))('admits %s', async (_, values) => {
    const manifests = parseManifests(template(values).stdout);
    expect(count(await admit(manifests, '-n', NAMESPACE))).toBe(manifests.length);
  });

  it('admits what the root application applies, and the root application', async () => {
    const ours = parseManifests(
      answerFrom(tool('KUSTOMIZE_PATH'), ['build', join(REPOSITORY, 'argocd')]),
    );
    expect(ours.map(({ kind }) => kind).sort()).toEqual(['AppProject', 'ApplicationSet']);
    const root = rootApplication(SOURCES.url);
    expect(count(await admit([...ours, ...root]))).toBe(ours.length + root.length);
  });

  describe('rejects', () => {
    it.each([
      ['a field that nobody knows', 'Deployment', '"maxSurge":', '"maxSurges":', /maxSurges/],
      ['no room for a new pod', 'Deployment', '"maxSurge":1', '"maxSurge":0', /may not be 0/],
      [
        'a name too long for a port',
        'Deployment',
        '"name":"admin"',
        `"name":"${'a'.repeat(16)}"`,
        /no more than 15/,
      ],
      [
        'a limit below what is set aside',
        'Deployment',
        /"limits":\{"cpu":"\w+"/,
        '"limits":{"cpu":"1m"',
        /less than or equal to cpu limit/,
      ],
      [
        'an end before the balancer lets go',
        'Deployment',
        /"terminationGracePeriodSeconds":\d+/,
        '"terminationGracePeriodSeconds":20',
        /preStop|sleep/,
      ],
      [
        'a selector that finds no pods',
        'Deployment',
        /"matchLabels":\{"/,
        '"matchLabels":{"other":"x","',
        /selector.*does not match template/,
      ],
      [
        'fewer pods at most than at least',
        'HorizontalPodAutoscaler',
        /"maxReplicas":\d+/,
        '"maxReplicas":1',
        /greater than or equal to.*minReplicas/,
      ],
      [
        'a path that is none',
        'Ingress',
        '"path":"/socket.io/"',
        '"path":"socket.io/"',
        /must be an absolute path/,
      ],
      [
        'two bounds for a drain',
        'PodDisruptionBudget',
        '"maxUnavailable":1',
        '"maxUnavailable":1,"minAvailable":1',
        /cannot be both set/,
      ],
      [
        'a network that is none',
        'NetworkPolicy',
        '"cidr":"10.0.0.0/16"',
        '"cidr":"10.0.0.0/33"',
        /valid CIDR/,
      ],
      [
        'a pod that may be root',
        'Pod',
        '"runAsNonRoot":true',
        '"runAsNonRoot":false',
        /violates PodSecurity "restricted/,
      ],
      [
        'a pod that may write as it likes',
        'Pod',
        '"allowPrivilegeEscalation":false',
        '"allowPrivilegeEscalation":true',
        /violates PodSecurity "restricted/,
      ],
    ])('%s', async (_, kind, from, to, reason) => {
      const all = renderWithTests('staging', await copyRepository());
      const good = JSON.stringify(all.filter((manifest) => manifest.kind === kind));
      const wrong = good.replace(from, to);
      expect(wrong).not.toBe(good);
      await expect(admit(JSON.parse(wrong), '-n', NAMESPACE)).rejects.toThrow(reason);
    });
  });
});
