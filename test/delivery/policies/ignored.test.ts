import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { template } from '../charts/chart.ts';
import { EDGES } from '../charts/edges.ts';
import { called, type Manifest, parseManifests } from '../manifests.ts';
import { REPOSITORY } from '../repository.ts';

const IGNORED = v.object({
  group: v.string(),
  kind: v.string(),
  jsonPointers: v.array(v.string()),
});
type Ignored = v.InferOutput<typeof IGNORED>;
const SET = v.looseObject({
  spec: v.looseObject({
    template: v.looseObject({
      spec: v.looseObject({ ignoreDifferences: v.array(IGNORED) }),
    }),
  }),
});

const set = v.parse(SET, parse(await readFile(join(REPOSITORY, 'argocd/live-chat.yaml'), 'utf8')));
const IGNORES = set.spec.template.spec.ignoreDifferences;

function at(manifest: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (found, key) =>
        found !== null && typeof found === 'object' ? Reflect.get(found, key) : undefined,
      manifest,
    );
}

/** Values in git that Argo CD would ignore: setting them would have no effect. */
function passedOver(ignores: readonly Ignored[], manifests: readonly Manifest[]): string[] {
  return ignores.flatMap(({ group, kind, jsonPointers }) =>
    manifests
      .filter((one) => one.kind === kind && one.apiVersion.startsWith(`${group}/`))
      .flatMap((one) =>
        jsonPointers
          .filter((pointer) => at(one, pointer) !== undefined)
          .map((pointer) => `${called(one)}: ${pointer}`),
      ),
  );
}

describe('what Argo CD ignores', () => {
  it.each(Object.keys(EDGES))('is nothing that the chart says with %s', (edge) => {
    const manifests = parseManifests(template(EDGES[edge] ?? {}).stdout);
    expect(IGNORES.length).toBeGreaterThan(0);
    expect(passedOver(IGNORES, manifests)).toEqual([]);
  });

  it('would be rejected if it were the number of pods, which git sets where autoscaling is off', () => {
    const manifests = parseManifests(template(EDGES['a fixed number of pods'] ?? {}).stdout);
    const replicas = { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] };
    expect(passedOver([replicas], manifests)).toEqual([
      'Deployment live-chat-backend: /spec/replicas',
      'Deployment live-chat-ui: /spec/replicas',
    ]);
  });
});
