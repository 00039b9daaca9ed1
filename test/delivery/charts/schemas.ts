import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from '../command.ts';
import { tool } from '../tools.ts';

/** kubeconform's result: the number of valid objects, and the problems of others. */
export interface Verdict {
  readonly valid: number;
  readonly problems: readonly string[];
}

/** Writes the texts of several manifests into one folder, so that one run validates them all. */
export async function writeManifests(
  folder: string,
  texts: ReadonlyMap<string, string>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of texts) {
    await writeFile(join(folder, `${name.replaceAll(/\W+/g, '-')}.yaml`), text);
  }
  return folder;
}

/**
 * Validates manifests strictly against the schemas of a version of Kubernetes; an unknown kind is a
 * problem.
 */
export function judge(folder: string, version: string): Verdict {
  const schemas = tool('KUBERNETES_SCHEMAS');
  const locations = [
    join(schemas, version, '{{.ResourceKind}}{{.KindSuffix}}.json'),
    join(schemas, 'custom/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
  ].flatMap((location) => ['-schema-location', location]);
  const flags = ['-strict', '-summary', '-kubernetes-version', version];
  const { stdout, stderr } = ask(tool('KUBECONFORM_PATH'), [...flags, ...locations, folder]);
  const summary = stdout.match(/Valid: (\d+), Invalid: \d+, Errors: \d+, Skipped: \d+/);
  if (summary === null) throw new Error(`kubeconform printed:\n${stdout}${stderr}`);
  const lines = stdout.split('\n');
  const problems = lines.filter((line) => line.includes(' - ') && !line.startsWith('Summary:'));
  return { valid: Number(summary[1]), problems };
}
