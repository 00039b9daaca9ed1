import { fileURLToPath } from 'node:url';
import { prepareBrowsers } from './browsers.ts';
import { goTool, localGoTool } from './go-tool.ts';
import { prepareImageEngine } from './image-engine.ts';
import { INFRASTRUCTURE } from './infrastructure-tools.ts';
import { prepareSchemas } from './kubernetes-schemas.ts';
import { findPinnedTool, type PinnedTool } from './pinned-tool.ts';
import { pipTool } from './pip-tool.ts';
import { PROMTOOL } from './promtool.ts';
import { REDIS_SERVER } from './redis.ts';
import { findTool, type Tool, ToolMissing } from './tool.ts';

/** The Helm of the Argo CD release that renders the charts in a cluster, as near as modules have it. */
export const HELM = goTool({
  name: 'Helm',
  variable: 'HELM_PATH',
  command: 'helm',
  package: 'helm.sh/helm/v3/cmd/helm',
  version: 'v3.19.5',
});

const KUBECONFORM = goTool({
  name: 'kubeconform',
  variable: 'KUBECONFORM_PATH',
  command: 'kubeconform',
  package: 'github.com/yannh/kubeconform/cmd/kubeconform',
  version: 'v0.8.0',
});

/** Argo CD's own evaluation of an ApplicationSet, with a folder for git and files for a cluster. */
const APPSET = localGoTool({
  name: 'appset',
  variable: 'APPSET_PATH',
  command: 'appset',
  folder: fileURLToPath(new URL('../appset', import.meta.url)),
});

/** The Lua that Argo CD runs health checks with. */
const GLUA = goTool({
  name: 'gopher-lua',
  variable: 'GLUA_PATH',
  command: 'glua',
  package: 'github.com/yuin/gopher-lua/cmd/glua',
  version: 'v1.1.1',
});

/** What `scripts/render` needs. */
export const RENDERERS: readonly PinnedTool[] = [HELM, APPSET];

const REGISTRY: Tool = {
  name: 'docker-registry',
  variable: 'REGISTRY_PATH',
  commands: ['docker-registry', 'registry'],
  packages: ['docker-registry'],
};

const ACTIONLINT = goTool({
  name: 'actionlint',
  variable: 'ACTIONLINT_PATH',
  command: 'actionlint',
  package: 'github.com/rhysd/actionlint/cmd/actionlint',
  version: 'v1.7.12',
});

/** Signs and verifies as a deploy does. Its build takes minutes, once. */
const COSIGN = goTool({
  name: 'cosign',
  variable: 'COSIGN_PATH',
  command: 'cosign',
  package: 'github.com/sigstore/cosign/v3/cmd/cosign',
  version: 'v3.1.3',
});

const ZIZMOR = pipTool({
  name: 'zizmor',
  variable: 'ZIZMOR_PATH',
  command: 'zizmor',
  package: 'zizmor',
  version: '1.32.0',
});

const clusterFolder = (name: string): string =>
  fileURLToPath(new URL(`../../test/delivery/cluster/${name}`, import.meta.url));

/** What a cluster decides with. Its build takes some minutes, once. */
const CONTROL_PLANE = localGoTool({
  name: 'the control plane of Kubernetes',
  variable: 'CONTROL_PLANE_PATH',
  command: 'control-plane',
  folder: clusterFolder('control-plane'),
});

/** What follows a repository. Most of it is built for appset already. */
const ARGOCD = localGoTool({
  name: 'Argo CD',
  variable: 'ARGOCD_PATH',
  command: 'argocd-controllers',
  folder: clusterFolder('argocd-controllers'),
});

/** What Argo CD renders argocd/ with, as near as modules have it. */
const KUSTOMIZE = goTool({
  name: 'Kustomize',
  variable: 'KUSTOMIZE_PATH',
  command: 'kustomize',
  package: 'sigs.k8s.io/kustomize/kustomize/v5',
  version: 'v5.7.1',
});

/** Where these cannot be had, tests that need a cluster are skipped by name. */
async function prepareCluster(): Promise<NodeJS.ProcessEnv> {
  try {
    return await preparePinned([CONTROL_PLANE, ARGOCD, KUSTOMIZE]);
  } catch (error) {
    if (!(error instanceof ToolMissing)) throw error;
    process.stderr.write(`${error.message}\n`);
    return {};
  }
}

/** Finds or brings programs. @returns the settings that name them @throws ToolMissing */
export async function preparePinned(tools: readonly PinnedTool[]): Promise<NodeJS.ProcessEnv> {
  const settings: NodeJS.ProcessEnv = {};
  for (const tool of tools) settings[tool.variable] = await findPinnedTool(tool);
  return settings;
}

/**
 * Finds or brings everything that the delivery tests need.
 * @returns the settings that name it
 * @throws ToolMissing
 */
export async function prepareDeliveryTools(): Promise<NodeJS.ProcessEnv> {
  const settings = await preparePinned([
    ...RENDERERS,
    KUBECONFORM,
    GLUA,
    ...INFRASTRUCTURE,
    ACTIONLINT,
    ZIZMOR,
    COSIGN,
  ]);
  const programs = [REDIS_SERVER, REGISTRY, PROMTOOL];
  for (const tool of programs) settings[tool.variable] = await findTool(tool);
  Object.assign(settings, await prepareImageEngine());
  settings['KUBERNETES_SCHEMAS'] = await prepareSchemas();
  return { ...settings, ...(await prepareCluster()), ...(await prepareBrowsers()) };
}
