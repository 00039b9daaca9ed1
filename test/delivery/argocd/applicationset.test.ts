import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import {
  generateApplications,
  renderEnvironment,
} from '../../../scripts/release/environments/rendering.ts';
import { ask } from '../command.ts';
import { type Manifest, parseManifests } from '../manifests.ts';
import { copyRepository, ENVIRONMENTS, edit, REPOSITORY } from '../repository.ts';

const CLUSTER = 'argocd/cluster.example.yaml';
const SET = 'argocd/live-chat.yaml';

const SECRET = v.looseObject({
  metadata: v.looseObject({ annotations: v.record(v.string(), v.string()) }),
});
const annotations = Object.keys(
  v.parse(SECRET, parse(await readFile(join(REPOSITORY, CLUSTER), 'utf8'))).metadata.annotations,
);
const optional = annotations.filter((name) => name.startsWith('live_chat_host_'));
const required = annotations.filter((name) => !optional.includes(name));

const APPLICATION = v.looseObject({
  metadata: v.looseObject({ name: v.string(), finalizers: v.array(v.string()) }),
  spec: v.looseObject({
    project: v.string(),
    destination: v.object({ server: v.string(), namespace: v.string() }),
    syncPolicy: v.looseObject({
      automated: v.object({ prune: v.literal(true), selfHeal: v.literal(true) }),
      syncOptions: v.array(v.string()),
      retry: v.looseObject({ limit: v.number() }),
    }),
  }),
});
const SYNC_POLICY = v.object({
  spec: v.object({
    syncPolicy: v.object({
      applicationsSync: v.string(),
      preserveResourcesOnDeletion: v.boolean(),
    }),
  }),
});
const applications = (rendering: Parameters<typeof generateApplications>[0]) =>
  generateApplications(rendering).map((application) => v.parse(APPLICATION, application));

function ofKind(manifests: Manifest[], kind: string): string {
  return JSON.stringify(manifests.filter((manifest) => manifest.kind === kind));
}

describe('the ApplicationSet', () => {
  it('makes one Application for each environment that has images', async () => {
    const names = async (...withImages: string[]) =>
      applications(await copyRepository(withImages)).map(({ metadata }) => metadata.name);
    expect(await names()).toEqual([]);
    expect(await names('staging')).toEqual(['live-chat-staging']);
    expect((await names(...ENVIRONMENTS)).sort()).toEqual([
      'live-chat-production',
      'live-chat-staging',
    ]);
  });

  it('repairs drift, prunes, retries and cascades when deleted', async () => {
    for (const { metadata, spec } of applications(await copyRepository())) {
      expect(spec.project).toBe('live-chat');
      expect(spec.destination.namespace).toBe(metadata.name);
      expect(metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
      expect(spec.syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true');
      expect(spec.syncPolicy.retry.limit).toBeGreaterThan(0);
    }
  });

  it('runs on a cluster only the environments that it is for', async () => {
    const repository = await copyRepository();
    await edit(
      repository,
      CLUSTER,
      'live_chat_environments: "*"',
      'live_chat_environments: production',
    );
    expect(applications(repository).map(({ metadata }) => metadata.name)).toEqual([
      'live-chat-production',
    ]);
    await edit(repository, CLUSTER, 'live-chat/cluster: "true"', 'live-chat/cluster: "false"');
    expect(applications(repository)).toEqual([]);
  });

  it.each(required)('fails with the name when %s is missing', async (name) => {
    const repository = await copyRepository();
    await edit(repository, CLUSTER, `${name}:`, `${name}_renamed:`);
    const what = `map has no entry for key "${name}"`;
    expect(() => renderEnvironment('production', repository)).toThrow(what);
  });

  it('fails with the name when it reads an annotation that nobody writes', async () => {
    const repository = await copyRepository();
    await edit(repository, SET, '.annotations.live_chat_registry', '.annotations.live_chat_images');
    const what = 'map has no entry for key "live_chat_images"';
    expect(() => renderEnvironment('staging', repository)).toThrow(what);
  });

  it('reads every annotation and no others', async () => {
    const text = await readFile(join(REPOSITORY, SET), 'utf8');
    const asked = [...text.matchAll(/\.annotations\.(live_\w+)/g)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual([...required].sort());
    expect(text).toContain('printf "live_chat_host_%s" .environment');
  });

  it('rejects an unknown kind of Redis', async () => {
    const repository = await copyRepository();
    await edit(repository, 'environments/staging/env.yaml', 'redis: chart', 'redis: cloud');
    const what = 'environments/staging/env.yaml: redis must be chart or managed';
    expect(() => renderEnvironment('staging', repository)).toThrow(what);
  });
});

describe('a missing record', () => {
  it('removes no Application, by the policies of the ApplicationSet and of the controller, whose explicit policy takes precedence', async () => {
    const platform = join(REPOSITORY, 'terraform/platform/argocd.tf');
    const texts = await Promise.all(
      [join(REPOSITORY, SET), platform].map((path) => readFile(path, 'utf8')),
    );
    const set = v.parse(SYNC_POLICY, parse(texts[0] ?? '')).spec.syncPolicy;
    expect(set.applicationsSync).toBe('create-update');
    const controller = texts[1]?.match(/"applicationsetcontroller\.policy" = "([a-z-]+)"/)?.[1];
    expect(controller).toBe('create-update');
  });

  it('does not prevent destroy from removing everything that the ApplicationSet created', async () => {
    const { syncPolicy } = v.parse(
      SYNC_POLICY,
      parse(await readFile(join(REPOSITORY, SET), 'utf8')),
    ).spec;
    expect(syncPolicy.preserveResourcesOnDeletion).toBe(false);
  });
});

describe('the number of pods', () => {
  it('is compared with git wherever git sets it: no Deployment is exempt from comparison', async () => {
    for (const { spec } of applications(await copyRepository())) {
      const kinds = v.parse(
        v.array(v.looseObject({ kind: v.string() })),
        spec['ignoreDifferences'],
      );
      expect(kinds.map(({ kind }) => kind)).toEqual(['Ingress']);
    }
  });

  it('is left out where an autoscaler decides it', async () => {
    const repository = await copyRepository();
    const replicas = () =>
      parseManifests(renderEnvironment('staging', repository))
        .filter(({ kind }) => kind === 'Deployment')
        .map(
          ({ spec }) => v.parse(v.looseObject({ replicas: v.optional(v.number()) }), spec).replicas,
        );
    expect(replicas()).toEqual([undefined, undefined]);
    await edit(
      repository,
      'environments/staging/values.yaml',
      'autoscaling: { ',
      'replicas: 5\n  autoscaling: { enabled: false, ',
    );
    expect(replicas()).toContain(5);
  });
});

describe('an environment', () => {
  it('without a domain has its own load balancer, and its name once it is known', async () => {
    const repository = await copyRepository();
    const staging = parseManifests(renderEnvironment('staging', repository));
    expect(ofKind(staging, 'ConfigMap')).toContain(
      '"PUBLIC_HOSTS":"k8s-staging-example-0123456789.eu-north-1.elb.amazonaws.com"',
    );
    expect(ofKind(staging, 'ConfigMap')).toContain('"HSTS_SECONDS":"0"');
    expect(ofKind(staging, 'Ingress')).not.toContain('group.name');
    const production = parseManifests(renderEnvironment('production', repository));
    expect(ofKind(production, 'ConfigMap')).toContain('"PUBLIC_HOSTS":""');
  });

  it('with a domain uses its host on a shared load balancer, whatever was known before', async () => {
    const repository = await copyRepository();
    await edit(repository, CLUSTER, 'live_chat_domain: ""', 'live_chat_domain: chat.example.org');
    for (const [environment, host] of [
      ['staging', 'staging.chat.example.org'],
      ['production', 'chat.example.org'],
    ] as const) {
      const manifests = parseManifests(renderEnvironment(environment, repository));
      expect(ofKind(manifests, 'ConfigMap')).toContain(`"PUBLIC_HOSTS":"${host}"`);
      expect(ofKind(manifests, 'ConfigMap')).toContain('"HSTS_SECONDS":"31536000"');
      expect(ofKind(manifests, 'Ingress')).toContain(`"host":"${host}"`);
      expect(ofKind(manifests, 'Ingress')).toContain(
        '"alb.ingress.kubernetes.io/group.name":"live-chat"',
      );
    }
  });

  it('uses the Redis that its env.yaml names', async () => {
    const repository = await copyRepository();
    const staging = renderEnvironment('staging', repository);
    expect(staging).toContain('redis://:$(REDIS_PASSWORD)@live-chat-redis:6379');
    const production = parseManifests(renderEnvironment('production', repository));
    expect(ofKind(production, 'Deployment')).toContain(
      'rediss://:$(REDIS_PASSWORD)@master.live-chat.example.eun1.cache.amazonaws.com:6379',
    );
    expect(ofKind(production, 'StatefulSet')).toBe('[]');
  });
});

describe('the project', () => {
  const PROJECT = v.looseObject({
    metadata: v.looseObject({ finalizers: v.array(v.string()) }),
    spec: v.looseObject({
      sourceRepos: v.array(v.string()),
      destinations: v.array(v.object({ server: v.string(), namespace: v.string() })),
      clusterResourceWhitelist: v.array(v.unknown()),
      namespaceResourceWhitelist: v.array(v.object({ group: v.string(), kind: v.string() })),
    }),
  });
  const project = async () =>
    v.parse(PROJECT, parse(await readFile(join(REPOSITORY, 'argocd/project.yaml'), 'utf8')));

  it('is kept while an Application belongs to it, which could not be deleted without it', async () => {
    const { metadata } = await project();
    expect(metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
  });

  it('allows only the kinds that environments run and those that result from them', async () => {
    const repository = await copyRepository();
    const watch = 'monitoring: { enabled: true, alerts: true, dashboard: true }\n';
    await edit(repository, 'environments/staging/values.yaml', /$/, watch);
    const manifests = ENVIRONMENTS.flatMap((environment) =>
      parseManifests(renderEnvironment(environment, repository)),
    );
    const kinds = manifests.map(({ apiVersion, kind }) => {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
      return `${group}/${kind}`;
    });
    const { namespaceResourceWhitelist, clusterResourceWhitelist } = (await project()).spec;
    const allowed = namespaceResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`);
    // What Kubernetes creates for a Deployment: otherwise Argo CD would not know which images run.
    expect(allowed.sort()).toEqual([...new Set([...kinds, 'apps/ReplicaSet', '/Pod'])].sort());
    expect(clusterResourceWhitelist).toEqual([]);
  });

  it('allows one repository, which is not in git, and the namespaces of environments', async () => {
    const { sourceRepos, destinations } = (await project()).spec;
    expect(sourceRepos).toEqual(['https://repository.invalid/live-chat.git']);
    expect(destinations).toEqual([{ server: '*', namespace: 'live-chat-*' }]);
  });
});

describe('scripts/render', () => {
  const render = (root: string, ...words: string[]) =>
    ask(join(REPOSITORY, 'scripts/render'), [...words, '--root', root]);

  it('prints what the environment will run', async () => {
    const repository = await copyRepository();
    const { status, stdout } = render(repository.root, 'staging');
    expect(status).toBe(0);
    expect(stdout).toBe(renderEnvironment('staging', repository));
  });

  it.each([
    [
      'an environment without images',
      'production',
      'environments/production/images.yaml is not there',
    ],
    ['an environment that is not there', 'qa', 'environments/qa/env.yaml is not there'],
  ])('explains %s', async (_, environment, sentence) => {
    const { root } = await copyRepository(['staging']);
    const { status, stderr } = render(root, environment);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(sentence) });
  });

  it('prints its usage', async () => {
    const { root } = await copyRepository([]);
    expect(render(root).stderr).toContain('Usage: scripts/render ENVIRONMENT');
  });
});
