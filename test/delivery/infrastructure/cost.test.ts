import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { emptyFolder } from '../repository.ts';
import { type Plan, plansOf, TerraformRoot } from './terraform-root.ts';
import { describeWith } from './with-providers.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const PRICES = join(REPOSITORY, 'terraform/prices.json');
interface Variables {
  readonly region: string;
  readonly environments: readonly string[];
  readonly domain: string;
}
const DEFAULTS: Variables = {
  region: 'eu-west-1',
  environments: ['staging', 'production'],
  domain: '',
};

function estimate(plan: Plan, variables: Partial<Variables> = {}, prices = PRICES): string {
  const all = Object.entries({ ...DEFAULTS, ...variables }).map(([name, value]) => [
    name,
    { value },
  ]);
  const { stdout, stderr, status } = spawnSync(
    'jq',
    [
      '--raw-output',
      '--slurpfile',
      'prices',
      prices,
      '--from-file',
      join(REPOSITORY, 'scripts/deploy/cost.jq'),
    ],
    { input: JSON.stringify({ ...plan, variables: Object.fromEntries(all) }), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const total = (text: string): number => Number(text.match(/About (\d+) USD/)?.[1] ?? Number.NaN);

/** The same plan with other resources of one type. */
const withResources = (
  plan: Plan,
  type: string,
  change: (values: Record<string, unknown>) => void,
): Plan => {
  const copy = structuredClone(plan);
  for (const resource of copy.planned_values.root_module.resources) {
    if (resource.type === type) change(resource.values as Record<string, unknown>);
  }
  return copy;
};

describeWith([AWS_PROVIDER], 'what a plan costs a month', () => {
  let plans: ReadonlyMap<string, Plan>;
  let plan: Plan;
  const { instance_hour, valkey_hour, nat_gateway_hour, public_ipv4_hour, gp3_gib_month } =
    JSON.parse(readFileSync(PRICES, 'utf8')).regions['eu-west-1'];

  beforeAll(async () => {
    const root = await TerraformRoot.copy('cluster');
    plans = plansOf(
      await root.test('-verbose', '-test-directory=tests/real', '-var-file=tests/terraform.tfvars'),
    );
    await root.remove();
    plan = plans.get('defaults') as Plan;
  });

  test('names every line and the date of its prices', () => {
    const text = estimate(plan);
    expect(text).toMatch(/1 × Kubernetes control plane: 73 USD/);
    expect(text).toMatch(/3 × nodes, t4g\.medium: /);
    expect(text).toMatch(/2 × Redis nodes, cache\.t4g\.micro: /);
    expect(text).toMatch(/2 × load balancers: /);
    expect(text).toMatch(/prices of \d{4}-\d\d/);
    expect(text).not.toMatch(/Not counted/);
  });

  test('is what the README says, within twenty dollars', () => {
    const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
    const said = Number(/cost about\s(\d+) US dollars a month/.exec(readme)?.[1]);
    expect(Math.abs(said - total(estimate(plan)))).toBeLessThanOrEqual(20);
  });

  test('one more node in each zone costs three nodes and their disks', () => {
    const more = withResources(plan, 'aws_eks_node_group', (values) => {
      values['scaling_config'] = [{ min_size: 2, max_size: 3, desired_size: 2 }];
    });
    const expected = 3 * (instance_hour['t4g.medium'] * 730 + gp3_gib_month * 30);
    expect(Math.abs(total(estimate(more)) - total(estimate(plan)) - expected)).toBeLessThanOrEqual(
      1,
    );
  });

  test('a NAT gateway per zone costs two more', () => {
    expect(estimate(plans.get('everything') as Plan)).toMatch(/3 × NAT gateways: /);
    const each = (nat_gateway_hour + public_ipv4_hour) * 730;
    const nat = Number(
      estimate(plans.get('everything') as Plan).match(/NAT gateways: ([\d.]+)/)?.[1],
    );
    expect(Math.abs(nat - 3 * each)).toBeLessThanOrEqual(0.01);
  });

  test('another Redis node costs one more', () => {
    const more = withResources(plan, 'aws_elasticache_replication_group', (values) => {
      values['num_cache_clusters'] = 3;
    });
    const expected = valkey_hour['cache.t4g.micro'] * 730;
    expect(Math.abs(total(estimate(more)) - total(estimate(plan)) - expected)).toBeLessThanOrEqual(
      1,
    );
  });

  test('environments of one domain share a load balancer', () => {
    expect(estimate(plan, { domain: 'chat.example.com' })).toMatch(/1 × load balancers/);
  });

  test('a resource without a price is named, not skipped', () => {
    const odd = withResources(plan, 'aws_eks_node_group', (values) => {
      values['instance_types'] = ['x2gd.metal'];
    });
    expect(estimate(odd)).toMatch(/Not counted.*nodes, x2gd\.metal/);
    expect(estimate(plan, { region: 'mars-1' })).toMatch(/No prices for mars-1/);
  });

  test('prints the date and source of its prices, and whether they should be refreshed', async () => {
    const book = JSON.parse(readFileSync(PRICES, 'utf8'));
    expect(book.as_of).toMatch(/^\d{4}-\d\d\b/);
    expect(book.source).toMatch(/^https:/);
    const path = join(await emptyFolder(), 'prices.json');
    for (const refreshed of [false, true]) {
      await writeFile(path, JSON.stringify({ ...book, refreshed }));
      const text = estimate(plan, {}, path);
      expect(text).toContain(`prices of ${book.as_of}${refreshed ? '' : ', to be refreshed'})`);
      expect(text).toContain(`Source of the prices: ${book.source}.`);
    }
  });
});
