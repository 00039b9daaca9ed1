import { fileURLToPath } from 'node:url';
import { prepareBrowsers } from './browsers.ts';
import { goTool, localGoTool } from './go-tool.ts';
import { HELM } from './helm.ts';
import { prepareImageEngine } from './image-engine.ts';
import { INFRASTRUCTURE } from './infrastructure-tools.ts';
import { prepareSchemas } from './kubernetes-schemas.ts';
import { findPinnedTool, type PinnedTool } from './pinned-tool.ts';
import { wheelTool } from './pip-tool.ts';
import { PROMTOOL } from './promtool.ts';
import { REDIS_SERVER } from './redis.ts';
import { findTool, type Tool, ToolMissing } from './tool.ts';

const KUBECONFORM = goTool({
  name: 'kubeconform',
  variable: 'KUBECONFORM_PATH',
  command: 'kubeconform',
  package: 'github.com/yannh/kubeconform/cmd/kubeconform',
  version: 'v0.8.0',
});

/** Generates what Argo CD generates from an ApplicationSet. */
const APPSET = localGoTool({
  name: 'appset',
  variable: 'APPSET_PATH',
  command: 'appset',
  folder: fileURLToPath(new URL('./appset', import.meta.url)),
});

/** The Lua with which Argo CD runs health checks. */
const GLUA = goTool({
  name: 'gopher-lua',
  variable: 'GLUA_PATH',
  command: 'glua',
  package: 'github.com/yuin/gopher-lua/cmd/glua',
  version: 'v1.1.1',
});

/** What `scripts/render` needs. */
export const RENDERERS: readonly PinnedTool[] = [HELM, APPSET];

export const REGISTRY: Tool = {
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

const ZIZMOR = wheelTool({
  name: 'zizmor',
  variable: 'ZIZMOR_PATH',
  command: 'zizmor',
  package: 'zizmor',
  version: '1.32.0',
});

/**
 * Finds or installs programs, one after the other. @returns the settings that name them @throws
 * ToolMissing
 */
export async function preparePinned(tools: readonly PinnedTool[]): Promise<NodeJS.ProcessEnv> {
  const settings: NodeJS.ProcessEnv = {};
  for (const tool of tools) settings[tool.variable] = await findPinnedTool(tool);
  return settings;
}

/** The same for system packages. @throws ToolMissing */
export async function preparePackaged(tools: readonly Tool[]): Promise<NodeJS.ProcessEnv> {
  const settings: NodeJS.ProcessEnv = {};
  for (const tool of tools) settings[tool.variable] = await findTool(tool);
  return settings;
}

/**
 * Runs lanes in parallel: one compiles while another downloads. @throws ToolMissing that names
 * everything missing
 */
export async function prepareAll(
  lanes: readonly Promise<NodeJS.ProcessEnv>[],
): Promise<NodeJS.ProcessEnv> {
  const ends = await Promise.allSettled(lanes);
  const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  const defect = reasons.find((reason) => !(reason instanceof ToolMissing));
  if (defect !== undefined) throw defect;
  if (reasons.length > 0)
    throw new ToolMissing(reasons.map((reason) => (reason as ToolMissing).message).join('\n'));
  return Object.assign({}, ...ends.map((end) => (end as PromiseFulfilledResult<object>).value));
}

/** Tools from dpkg, one after the other because of its lock. */
async function prepareSystem(): Promise<NodeJS.ProcessEnv> {
  return {
    ...(await preparePackaged([REDIS_SERVER, REGISTRY, PROMTOOL])),
    ...(await prepareImageEngine()),
    ...(await prepareBrowsers()),
  };
}

/** Tools from Python packages. */
async function preparePython(): Promise<NodeJS.ProcessEnv> {
  return {
    ...(await preparePinned([...INFRASTRUCTURE, ZIZMOR])),
    KUBERNETES_SCHEMAS: await prepareSchemas(),
  };
}

/**
 * Finds or installs everything that the delivery tests need.
 * @returns the settings that name it
 * @throws ToolMissing
 */
export function prepareDeliveryTools(): Promise<NodeJS.ProcessEnv> {
  return prepareAll([
    preparePinned([...RENDERERS, KUBECONFORM, GLUA, ACTIONLINT]),
    preparePython(),
    prepareSystem(),
  ]);
}
