import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseAllDocuments } from 'yaml';
import { moduleFolder } from './go-module.ts';
import { type Schema, strict } from './self-contained-schema.ts';

const PROMETHEUS_OPERATOR = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';
const PROMETHEUS_KINDS = 'example/prometheus-operator-crd';

/** Definitions of the kinds of Prometheus's operator. @throws ToolMissing */
export const prometheusKinds = (): string =>
  join(moduleFolder(PROMETHEUS_OPERATOR), PROMETHEUS_KINDS);

/** Go modules with the definitions of kinds that their projects add to Kubernetes. */
const MODULES = [
  { module: 'github.com/argoproj/argo-cd/v3@v3.4.13', folder: 'manifests/crds' },
  { module: PROMETHEUS_OPERATOR, folder: PROMETHEUS_KINDS },
] as const;

const DEFINITION = v.object({
  kind: v.literal('CustomResourceDefinition'),
  spec: v.object({
    group: v.string(),
    names: v.object({ kind: v.string() }),
    versions: v.array(
      v.object({ name: v.string(), schema: v.object({ openAPIV3Schema: v.looseObject({}) }) }),
    ),
  }),
});

/** The root's metadata is Kubernetes's own and checked elsewhere, so any is accepted. */
function rootSchema(schema: Schema): unknown {
  const properties = { ...(schema['properties'] as Schema), metadata: { type: 'object' } };
  return strict({ ...schema, properties });
}

async function definitionsIn(folder: string): Promise<[string, unknown][]> {
  const found: [string, unknown][] = [];
  for (const name of await readdir(folder)) {
    for (const document of parseAllDocuments(await readFile(join(folder, name), 'utf8'))) {
      const parsed = v.safeParse(DEFINITION, document.toJSON());
      if (!parsed.success) continue;
      const { group, names, versions } = parsed.output.spec;
      for (const { name: version, schema } of versions) {
        const path = join(group, `${names.kind.toLowerCase()}_${version}.json`);
        found.push([path, rootSchema(schema.openAPIV3Schema)]);
      }
    }
  }
  return found;
}

/** Path (GROUP/KIND_VERSION.json) and strict schema of every custom kind. @throws ToolMissing */
export async function customResourceSchemas(): Promise<[string, unknown][]> {
  const all = MODULES.map(({ module, folder }) =>
    definitionsIn(join(moduleFolder(module), folder)),
  );
  return (await Promise.all(all)).flat();
}
