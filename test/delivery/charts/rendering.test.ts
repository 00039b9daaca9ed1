import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { helmCommand, type Rendering } from '../../../scripts/release/environments/rendering.ts';
import { KUBERNETES_VERSIONS } from '../../../scripts/toolchain/kubernetes-schemas.ts';
import { answerFrom, ask } from '../command.ts';
import { copyRepository, ENVIRONMENTS, emptyFolder, REPOSITORY } from '../repository.ts';
import { lint, template } from './chart.ts';
import { EDGES } from './edges.ts';
import { judge, writeManifests } from './schemas.ts';

const edges = Object.keys(EDGES);
let repository: Rendering;
let folder: string;

/**
 * Every environment as Argo CD and `helm test` run it, every edge case, and Argo CD's own
 * manifests.
 */
async function everything(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const environment of ENVIRONMENTS) {
    const command = helmCommand(environment, repository).filter((word) => word !== '--skip-tests');
    texts.set(environment, answerFrom(repository.helm, command));
  }
  for (const edge of edges) texts.set(edge, template(EDGES[edge] ?? {}).stdout);
  for (const name of ['project', 'live-chat', 'cluster.example']) {
    texts.set(name, await readFile(join(REPOSITORY, `argocd/${name}.yaml`), 'utf8'));
  }
  return texts;
}

beforeAll(async () => {
  repository = await copyRepository();
  folder = await writeManifests(join(await emptyFolder(), 'manifests'), await everything());
});

describe('the chart', () => {
  it.each(edges)('renders and passes lint with %s', (edge) => {
    const { status, stderr } = template(EDGES[edge] ?? {});
    expect({ status, stderr: stderr.replace(/^walk\.go.*\n/, '') }).toEqual({
      status: 0,
      stderr: '',
    });
    const { status: linted, stdout } = lint(EDGES[edge] ?? {});
    expect({ linted, stdout }).toEqual({
      linted: 0,
      stdout: expect.stringContaining('0 chart(s) failed'),
    });
  });

  it.each(ENVIRONMENTS)('passes lint with the values of %s', (environment) => {
    const command = helmCommand(environment, repository).slice(2);
    const words = command.filter((word) => word !== '--skip-tests');
    const { status, stdout } = ask(repository.helm, ['lint', '--strict', ...words]);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining('0 chart(s) failed'),
    });
  });

  it.each(KUBERNETES_VERSIONS)(
    'is valid for Kubernetes %s with every environment and edge',
    (version) => {
      const { valid, problems } = judge(folder, version);
      process.stdout.write(`schemas ${version}: ${valid} objects valid\n`);
      expect(problems).toEqual([]);
      expect(valid).toBeGreaterThan(20 * edges.length);
    },
  );
});

describe('the schemas', () => {
  it.each([
    ['an unknown key', /maxUnavailable: 0/, 'maxUnavailble: 0', 'maxUnavailble'],
    ['a value of a wrong type', /containerPort: 3000/, 'containerPort: http', 'containerPort'],
    ['a removed version of a kind', /policy\/v1$/m, 'policy/v1beta1', 'could not find schema'],
    ['an unknown key of a custom kind', /scrapeTimeout/, 'scrapeTimeot', 'scrapeTimeot'],
  ])('reject %s', async (_, from, to, named) => {
    const text = template(EDGES['everything watched'] ?? {}).stdout;
    const wrong = text.replace(from, to);
    expect(wrong).not.toBe(text);
    const bad = await writeManifests(await emptyFolder(), new Map([['wrong', wrong]]));
    const { problems } = judge(bad, KUBERNETES_VERSIONS[0]);
    expect(problems.join('\n')).toContain(named);
  });
});
