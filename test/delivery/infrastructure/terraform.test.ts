import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AWS_PROVIDER,
  HELM_PROVIDER,
  KUBERNETES_PROVIDER,
  type Provider,
} from '../../../scripts/toolchain/infrastructure-tools.ts';
import { type Finding, POLICIES } from './plan-policies.ts';
import { type Plan, passed, plansOf, type RootName, TerraformRoot } from './terraform-root.ts';
import { describeWith } from './with-providers.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

const ROOTS: readonly (readonly [RootName, readonly Provider[], number])[] = [
  ['cluster', [AWS_PROVIDER], 70],
  ['platform', [AWS_PROVIDER, HELM_PROVIDER, KUBERNETES_PROVIDER], 28],
];
/** Plans with the real provider and no account. */
const REAL = ['-test-directory=tests/real', '-var-file=tests/terraform.tfvars'];

test('the documents name the chart of Argo CD that Terraform installs', async () => {
  const [terraform, document] = await Promise.all(
    ['terraform/platform/argocd.tf', 'docs/cluster.md'].map((path) =>
      readFile(join(REPOSITORY, path), 'utf8'),
    ),
  );
  const version = /chart\s+= "argo-cd"\s+version\s+= "([^"]+)"/.exec(terraform ?? '')?.[1];
  expect(document).toContain(`by chart ${version};`);
});

describe.each(ROOTS)('terraform/%s', (name, providers, runs) => {
  test('pins the providers that these tests run', async () => {
    const versions = await readFile(join(REPOSITORY, 'terraform', name, 'versions.tf'), 'utf8');
    const pinned = [
      ...versions.matchAll(/source\s+= "hashicorp\/(\w+)"[^}]*?version = "([^"]+)"/g),
    ];
    expect(pinned.map(([, provider, version]) => ({ name: provider, version }))).toEqual(providers);
  });

  test('every variable and output is described, and every variable typed', async () => {
    for (const file of ['variables.tf', 'outputs.tf']) {
      const text = await readFile(join(REPOSITORY, 'terraform', name, file), 'utf8');
      const blocks = text
        .split(/^(?=variable|output)/m)
        .filter((block) => /^(variable|output)/.test(block));
      expect(blocks.length).toBeGreaterThanOrEqual(1);
      for (const block of blocks) expect(block).toMatch(/description = "/);
      if (file !== 'variables.tf') continue;
      for (const block of blocks) expect(block).toMatch(/type\s+= /);
    }
  });

  describeWith(providers, 'with its providers', () => {
    let root: TerraformRoot;
    beforeAll(async () => {
      root = await TerraformRoot.copy(name);
    });
    afterAll(() => root?.remove());

    test('is formatted and valid', async () => {
      expect((await root.run('fmt', '-check', '-recursive')).stdout).toBe('');
      expect(await root.run('validate')).toMatchObject({ code: 0 });
    });

    test('passes its own tests with mocked providers', async () => {
      const count = passed(await root.test());
      process.stdout.write(`terraform/${name}: ${count} runs with mocked providers\n`);
      expect(count).toBeGreaterThanOrEqual(runs);
    });

    // The policies below look at such a plan of the cluster.
    if (name === 'cluster') return;
    test('plans with the real provider and no account', async () => {
      expect(passed(await root.test(...REAL))).toBe(2);
    });
  });
});

describeWith([AWS_PROVIDER], 'policies over a plan of the cluster', () => {
  let plans: ReadonlyMap<string, Plan>;

  beforeAll(async () => {
    const root = await TerraformRoot.copy('cluster');
    const events = await root.test('-verbose', ...REAL);
    await root.remove();
    expect(passed(events)).toBe(2);
    plans = plansOf(events);
  });

  describe.each(POLICIES)('$name', ({ name, examine, violate }) => {
    test.each(['defaults', 'everything'])('%s', (run) => {
      const plan = plans.get(run);
      if (plan === undefined) throw new Error(`no plan of ${run}`);
      const findings: readonly Finding[] = examine(plan.planned_values.root_module.resources);
      process.stdout.write(`${name}, ${run}: ${findings.length} examined\n`);
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
    });

    test('a violation makes it fail', () => {
      const resources = plans.get('defaults')?.planned_values.root_module.resources ?? [];
      const wrong = examine(violate(resources)).filter((finding) => finding.wrong !== undefined);
      expect(wrong.length).toBeGreaterThanOrEqual(1);
    });
  });
});
