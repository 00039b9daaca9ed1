import { goTool } from './go-tool.ts';
import { findPinnedTool, type PinnedTool } from './pinned-tool.ts';

/** The Helm of the Argo CD release that renders the charts in a cluster, as near as modules have it. */
const HELM = goTool({
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

const PINNED: readonly PinnedTool[] = [HELM, KUBECONFORM];

/**
 * Finds or brings every tool of the delivery tests.
 * @returns the settings that name them
 * @throws ToolMissing
 */
export async function prepareDeliveryTools(): Promise<NodeJS.ProcessEnv> {
  const settings: NodeJS.ProcessEnv = {};
  for (const tool of PINNED) settings[tool.variable] = await findPinnedTool(tool);
  return settings;
}
