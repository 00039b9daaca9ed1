import { fileURLToPath } from 'node:url';
import {
  prepareAll,
  preparePackaged,
  preparePinned,
  REGISTRY,
  RENDERERS,
} from './delivery-tools.ts';
import { goTool, localGoTool } from './go-tool.ts';
import { HELM } from './helm.ts';
import { MOTO } from './infrastructure-tools.ts';
import { REDIS_SERVER } from './redis.ts';

const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../../test/cluster/${name}`, import.meta.url));

/** The control plane. */
const CONTROL_PLANE = localGoTool({
  name: 'the control plane of Kubernetes',
  variable: 'CONTROL_PLANE_PATH',
  command: 'control-plane',
  folder: folderOf('control-plane'),
});

/** The program that follows a repository. */
const ARGOCD = localGoTool({
  name: 'Argo CD',
  variable: 'ARGOCD_PATH',
  command: 'argocd-controllers',
  folder: folderOf('argocd-controllers'),
});

/** The Helm with which Argo CD renders the charts, in the closest version available as a module. */
const ARGOCD_HELM = goTool({
  name: 'Helm of Argo CD',
  variable: 'ARGOCD_HELM_PATH',
  command: 'helm',
  package: 'helm.sh/helm/v3/cmd/helm',
  version: 'v3.19.5',
});

/** The program with which Argo CD renders argocd/, in the closest version available as a module. */
const KUSTOMIZE = goTool({
  name: 'Kustomize',
  variable: 'KUSTOMIZE_PATH',
  command: 'kustomize',
  package: 'sigs.k8s.io/kustomize/kustomize/v5',
  version: 'v5.7.1',
});

/** Signs and verifies like a deploy. */
const COSIGN = goTool({
  name: 'cosign',
  variable: 'COSIGN_PATH',
  command: 'cosign',
  package: 'github.com/sigstore/cosign/v3/cmd/cosign',
  version: 'v3.1.3',
});

/** The tools for a given cluster, which has the rest. @throws ToolMissing */
export const prepareGivenCluster = (): Promise<NodeJS.ProcessEnv> => preparePinned([HELM]);

/**
 * Finds or builds a control plane, Argo CD and everything else that the cluster tests need.
 * Building them from source takes tens of minutes, once.
 * @throws ToolMissing
 */
export function prepareOwnCluster(): Promise<NodeJS.ProcessEnv> {
  return prepareAll([
    preparePinned([ARGOCD, CONTROL_PLANE, ...RENDERERS, ARGOCD_HELM, KUSTOMIZE, COSIGN]),
    preparePinned([MOTO]),
    preparePackaged([REDIS_SERVER, REGISTRY]),
  ]);
}
