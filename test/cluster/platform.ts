import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { ENVIRONMENTS, REPOSITORY } from '../delivery/repository.ts';

const SECRET = v.looseObject({
  metadata: v.looseObject({ annotations: v.record(v.string(), v.string()) }),
});

/** Addresses of what a cluster follows. */
export interface Sources {
  /** The repository. */
  readonly url: string;
  /** Images are REGISTRY/COMPONENT@DIGEST. */
  readonly registry: string;
}

const text = (path: string): Promise<string> => readFile(join(REPOSITORY, path), 'utf8');

/** The labels that Terraform gives to an environment's namespace, from its own file. */
async function labelsOf(environment: string): Promise<Record<string, string>> {
  const file = await text('terraform/platform/environments.tf');
  const labels = file.match(/labels = \{\n([\s\S]*?)\n {4}\}/)?.[1] ?? '';
  const pairs = [...labels.matchAll(/"([^"]+)"\s*=\s*(?:"([^"]+)"|each\.key)/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value ?? environment]));
}

async function environmentObjects(environment: string): Promise<object[]> {
  const name = `live-chat-${environment}`;
  const labels = await labelsOf(environment);
  const secrets = { 'chat-secret': 's'.repeat(40), 'redis-password': 'p'.repeat(40) };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'live-chat', namespace: name },
      stringData: secrets,
    },
  ];
}

/**
 * The Secret that describes the cluster and the fork to Argo CD, without any load balancer's name
 * yet.
 */
async function clusterSecret({ url, registry }: Sources): Promise<object> {
  const secret = v.parse(SECRET, parse(await text('argocd/cluster.example.yaml')));
  const annotations = Object.fromEntries(
    Object.entries(secret.metadata.annotations).filter(
      ([name]) => !name.startsWith('live_chat_host_'),
    ),
  );
  const ours = { live_chat_repo_url: url, live_chat_registry: registry };
  return {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...annotations, ...ours } },
  };
}

/**
 * What terraform/platform creates in a cluster besides controllers: namespaces and their initial
 * contents, for a machine on which Terraform has no Kubernetes provider.
 */
export async function platformObjects(sources: Sources): Promise<object[]> {
  const environments = await Promise.all(ENVIRONMENTS.map(environmentObjects));
  return [...environments.flat(), await clusterSecret(sources)];
}

/** Additional settings of Argo CD. */
export const argocdSettings = async (): Promise<Record<string, string>> => ({
  'resource.customizations.health.argoproj.io_Application': await text(
    'argocd/health/application.lua',
  ),
});

/** The settings of Argo CD, as its chart would write them. */
export async function argocdObjects(): Promise<object[]> {
  const labels = { 'app.kubernetes.io/part-of': 'argocd' };
  const metadata = (name: string) => ({ name, namespace: 'argocd', labels });
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('argocd-cm'),
      data: await argocdSettings(),
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('argocd-rbac-cm') },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('argocd-secret'),
      stringData: { 'server.secretkey': 'k'.repeat(40) },
    },
  ];
}

/** A storage class whose volumes are folders. */
export const STORAGE_CLASS = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: 'gp3',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: 'kubernetes.io/host-path',
  volumeBindingMode: 'WaitForFirstConsumer',
  reclaimPolicy: 'Delete',
};
