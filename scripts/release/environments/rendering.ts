import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { KUBERNETES_VERSIONS } from '../../toolchain/kubernetes-schemas.ts';

/** Argo CD would not generate it, or Helm not render it; the message is theirs. */
export class RenderError extends Error {
  override readonly name = 'RenderError';
}

/** Paths; `root` is the repository's. */
export interface Rendering {
  readonly root: string;
  /** The Secret of a cluster, with the annotations that Terraform writes. */
  readonly cluster: string;
  /** The programs: paths of Helm and appset. */
  readonly helm: string;
  readonly appset: string;
}

const APPLICATION = v.object({
  metadata: v.object({ name: v.string(), labels: v.record(v.string(), v.string()) }),
  spec: v.object({
    destination: v.object({ namespace: v.string() }),
    source: v.object({
      path: v.string(),
      helm: v.object({
        releaseName: v.string(),
        valueFiles: v.array(v.string()),
        skipTests: v.optional(v.boolean()),
        parameters: v.array(
          v.object({
            name: v.string(),
            value: v.optional(v.string(), ''),
            forceString: v.optional(v.boolean()),
          }),
        ),
      }),
    }),
  }),
});
/** The parts of an Application that rendering needs. */
export type Application = v.InferOutput<typeof APPLICATION>;

function answer(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout;
  throw new RenderError((stderr ?? '').trim() || `${command} does not start`);
}

/** Every Application that the ApplicationSet generates. @throws RenderError */
export function generateApplications({ root, cluster, appset }: Rendering): unknown[] {
  const set = ['--applicationset', join(root, 'argocd/live-chat.yaml')];
  return JSON.parse(answer(appset, [...set, '--cluster', cluster, '--root', root]));
}

function applicationFor(environment: string, rendering: Rendering): Application {
  const found = generateApplications(rendering)
    .map((application) => v.parse(APPLICATION, application))
    .find(({ metadata }) => metadata.labels['live-chat/environment'] === environment);
  if (found !== undefined) return found;
  const folder = join(rendering.root, 'environments', environment);
  const missing = ['env.yaml', 'images.yaml'].find((name) => !existsSync(join(folder, name)));
  throw new RenderError(
    `Argo CD generates no Application for ${environment}` +
      (missing === undefined ? '' : `: environments/${environment}/${missing} is not there`),
  );
}

/** The arguments that Argo CD passes to Helm for an Application. */
function helmArguments({ spec }: Application, root: string): string[] {
  const { path, helm } = spec.source;
  const chart = join(root, path);
  const set = helm.parameters.flatMap(({ name, value, forceString }) => [
    forceString ? '--set-string' : '--set',
    // A comma would start another parameter.
    `${name}=${value.replaceAll(',', '\\,')}`,
  ]);
  const values = helm.valueFiles.flatMap((file) => ['--values', resolve(chart, file)]);
  const tests = helm.skipTests ? ['--skip-tests'] : [];
  return [
    helm.releaseName,
    chart,
    '--namespace',
    spec.destination.namespace,
    ...values,
    ...set,
    ...tests,
  ];
}

/** The command by which Helm renders an environment. @throws RenderError */
export function helmCommand(environment: string, rendering: Rendering): string[] {
  const application = applicationFor(environment, rendering);
  const version = ['--kube-version', KUBERNETES_VERSIONS[0]];
  return ['template', ...helmArguments(application, rendering.root), ...version];
}

/** Every manifest that an environment will run. @throws RenderError */
export function renderEnvironment(environment: string, rendering: Rendering): string {
  return answer(rendering.helm, helmCommand(environment, rendering));
}
