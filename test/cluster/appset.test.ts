import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Rendering } from '../../scripts/release/environments/rendering.ts';
import { type Answer, ask } from '../delivery/command.ts';
import { copyRepository, ENVIRONMENTS, edit } from '../delivery/repository.ts';
import { tool } from '../delivery/tools.ts';

const SET = 'argocd/live-chat.yaml';
const CLUSTER = 'argocd/cluster.example.yaml';

/**
 * An Application without its status and without empty fields, which Go's types may or may not
 * write.
 */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value)
    .filter(([name, each]) => name !== 'status' && each !== '' && each !== null && each !== false)
    .map(([name, each]) => [name, bare(each)] as const)
    .filter(([, each]) => JSON.stringify(each) !== '{}');
  return Object.fromEntries(kept);
}

/** What a program generates from a copy of the repository. */
function generate({ root }: Rendering, program: readonly [string, ...string[]]): Answer {
  const [command, ...words] = program;
  const set = ['--applicationset', join(root, SET)];
  return ask(command, [...words, ...set, '--cluster', join(root, CLUSTER), '--root', root]);
}

const byAppset = (copy: Rendering): Answer => generate(copy, [tool('APPSET_PATH')]);
const byArgoCd = (copy: Rendering): Answer =>
  generate(copy, [
    tool('ARGOCD_PATH'),
    'generate',
    '--project',
    join(copy.root, 'argocd/project.yaml'),
  ]);

const applications = ({ stdout }: Answer): unknown[] => bare(JSON.parse(stdout) ?? []) as unknown[];

type Edit = readonly [path: string, from: string | RegExp, to: string];

async function changed(
  edits: readonly Edit[],
  withImages: readonly string[] = ENVIRONMENTS,
): Promise<Rendering> {
  const copy = await copyRepository(withImages);
  for (const change of edits) await edit(copy, ...change);
  return copy;
}

describe('scripts/toolchain/appset', () => {
  it.each<[string, number, readonly Edit[]]>([
    ['the repository as it is', 2, []],
    ['a domain', 2, [[CLUSTER, 'live_chat_domain: ""', 'live_chat_domain: chat.example.org']]],
    ['one environment', 1, [[CLUSTER, 'environments: "*"', 'environments: production']]],
    ['a cluster of somebody else', 0, [[CLUSTER, 'cluster: "true"', 'cluster: "false"']]],
    ['a Secret that names no cluster', 0, [[CLUSTER, 'secret-type: cluster', 'secret-type: x']]],
    ['no template options', 2, [[SET, '[missingkey=error]', '[]']]],
    ['a templated key', 2, [[SET, 'live-chat/environment:', '"{{ .environment }}/of":']]],
    [
      'functions of sprig',
      2,
      [
        [
          SET,
          'live-chat-{{ .environment }}',
          'a-{{ .environment | upper | b64enc | lower | trunc 7 }}',
        ],
      ],
    ],
    [
      'the parameters of paths',
      2,
      [
        [
          SET,
          'project: live-chat',
          'project: "{{ .path.basename }}-{{ index .path.segments 0 }}-{{ .images.path.filenameNormalized }}-{{ .nameNormalized }}"',
        ],
      ],
    ],
    ['no finalizer', 2, [[SET, /\n {6}finalizers:\n.*\n/, '\n']]],
  ])('generates what Argo CD generates: %s', async (_, count, edits) => {
    const copy = await changed(edits);
    const [ours, theirs] = [byAppset(copy), byArgoCd(copy)];
    expect([ours.status, theirs.status]).toEqual([0, 0]);
    expect(applications(ours)).toEqual(applications(theirs));
    expect(applications(ours)).toHaveLength(count);
  });

  it('generates what Argo CD generates where an environment has no images', async () => {
    const copy = await copyRepository(['staging']);
    expect(applications(byAppset(copy))).toEqual(applications(byArgoCd(copy)));
    expect(applications(byAppset(copy))).toHaveLength(1);
  });

  it.each<[string, readonly Edit[]]>([
    ['a missing address', [[CLUSTER, 'live_chat_repo_url:', 'live_chat_repo_url_renamed:']]],
    ['a missing list', [[CLUSTER, 'live_chat_environments:', 'live_chat_environments_renamed:']]],
    ['a missing registry', [[CLUSTER, 'live_chat_registry:', 'live_chat_registry_renamed:']]],
    ['an unknown annotation', [[SET, '.annotations.live_chat_registry', '.annotations.x']]],
    ['an unknown Redis', [['environments/staging/env.yaml', 'redis: chart', 'redis: cloud']]],
    ['an unknown function', [[SET, '{{ .namespace }}', '{{ env "HOME" }}']]],
    ['a template that does not end', [[SET, '{{ .namespace }}', '{{ .namespace']]],
  ])('fails with the reason that Argo CD gives: %s', async (_, edits) => {
    const copy = await changed(edits);
    const [ours, theirs] = [byAppset(copy), byArgoCd(copy)];
    expect([ours.status, theirs.status]).toEqual([1, 1]);
    expect(theirs.stderr).toContain(ours.stderr.trim());
  });

  it.each<[string, Edit]>([
    [
      'a generator that it does not know',
      [SET, '- clusters:', '- list: {}\n                  clusters:'],
    ],
    [
      'a field that it does not know',
      [SET, '  goTemplate: true', '  goTemplate: true\n  templatePatch: x'],
    ],
    ['templates of the old kind', [SET, '  goTemplate: true', '  goTemplate: false']],
  ])('rejects what it does not implement: %s', async (_, change) => {
    const { status, stderr } = byAppset(await changed([change]));
    expect([status, stderr]).toEqual([1, expect.stringMatching(/unknown field|only Go templates/)]);
  });
});
