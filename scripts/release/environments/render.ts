import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { preparePinned, RENDERERS } from '../../toolchain/delivery-tools.ts';
import { ToolMissing } from '../../toolchain/tool.ts';
import { RenderError, renderEnvironment } from './rendering.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const USAGE = 'scripts/render ENVIRONMENT [--cluster FILE] [--root FOLDER]';

/** Prints the manifests of an environment, on the example cluster or a described one. */
async function render(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { cluster: { type: 'string' }, root: { type: 'string' } },
  });
  const [environment, ...more] = positionals;
  if (environment === undefined || more.length > 0) throw new RenderError(`Usage: ${USAGE}`);
  const { HELM_PATH: helm = '', APPSET_PATH: appset = '' } = await preparePinned(RENDERERS);
  const root = resolve(values.root ?? REPOSITORY);
  const cluster = resolve(values.cluster ?? join(root, 'argocd/cluster.example.yaml'));
  process.stdout.write(renderEnvironment(environment, { root, cluster, helm, appset }));
}

try {
  await render(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RenderError || error instanceof ToolMissing)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
