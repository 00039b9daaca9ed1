import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { runFunctions } from './deploy-functions.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

const settings = (what: string, env: Readonly<Record<string, string>> = {}) =>
  spawnSync(join(REPOSITORY, 'scripts/settings.sh'), [what], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], REPOSITORY: 'you/live-chat', ...env },
  });

/** A value in HCL, for comparison with a .tfvars file. */
function hcl(value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
}

test('every setting has a comment, a default and its own environment variable', async () => {
  const text = await readFile(join(REPOSITORY, 'config.sh'), 'utf8');
  const lines = text.split('\n');
  const assignments = lines.flatMap((line, index) => (/^[A-Z]/.test(line) ? [index] : []));
  for (const index of assignments) {
    const line = lines[index] ?? '';
    const name = line.slice(0, line.indexOf('='));
    expect(line).toMatch(new RegExp(`^${name}="\\$\\{${name}-[^}]*\\}"$`));
    const above = lines.slice(0, index).reverse();
    expect(above.find((other) => !/^[A-Z]/.test(other))).toMatch(/^# \S/);
  }
  const printed = settings('--environment')
    .stdout.split('\n')
    .map((line) => line.split('=')[0]);
  expect(printed).toEqual(
    expect.arrayContaining(assignments.map((index) => (lines[index] ?? '').split('=')[0])),
  );
  expect(assignments.length).toBeGreaterThanOrEqual(24);
});

test.each(['cluster', 'platform'])(
  'the tests of terraform/%s start from the defaults of config.sh',
  async (root) => {
    const path = join(REPOSITORY, 'terraform', root, 'tests/terraform.tfvars');
    const text = (await readFile(path, 'utf8')).split('# Invented')[0] ?? '';
    const written = [...text.matchAll(/^(\w+)\s*= (.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    const variables: Record<string, unknown> = JSON.parse(settings('--variables').stdout);
    const known = { ...variables, account_id: '123456789012' };
    const expected = written.map(([name = '']) => [name, hcl(known[name as keyof typeof known])]);
    expect(written).toEqual(expected);
    expect(written.length).toBeGreaterThanOrEqual(11);
  },
);

describe('an invalid value is rejected with its name and limit', () => {
  const WRONG: readonly (readonly [string, string, RegExp])[] = [
    ['PROJECT', 'Live', /PROJECT is 'Live': must be 3 to 20/],
    ['PROJECT', 'a--b', /PROJECT is 'a--b': must not hold two hyphens/],
    ['REGION', 'Ireland', /REGION .* must be an AWS region/],
    ['AWS_ACCOUNT_ID', '42', /AWS_ACCOUNT_ID .* must be 12 digits/],
    ['ENVIRONMENTS', ' ', /ENVIRONMENTS .* must not be empty/],
    ['ENVIRONMENTS', 'elsewhere', /there is no environments\/elsewhere\/env\.yaml/],
    ['REPOSITORY', 'live-chat', /REPOSITORY .* must be OWNER\/NAME/],
    ['REVISION', '-x', /REVISION .* must be the name of a branch/],
    ['REPOSITORY_PRIVATE', 'yes', /REPOSITORY_PRIVATE .* must be one of: true false/],
    ['KUBERNETES_VERSION', '1.34', /KUBERNETES_VERSION .* from 1\.35 on/],
    ['NODE_TYPES', 'big', /NODE_TYPES .* must be an instance type/],
    ['NODE_TYPES', 't4g.medium m7i.large', /NODE_TYPES .* of one architecture/],
    ['NODE_CAPACITY', 'CHEAP', /NODE_CAPACITY .* must be one of: ON_DEMAND SPOT/],
    ['NODES_PER_ZONE_MIN', '0', /NODES_PER_ZONE_MIN .* from 1 to 20/],
    [
      'NODES_PER_ZONE_MIN',
      '7',
      /NODES_PER_ZONE_MAX is '3': must not be below NODES_PER_ZONE_MIN \(7\)/,
    ],
    ['NODES_PER_ZONE_MAX', '08', /NODES_PER_ZONE_MAX .* whole number/],
    ['NODE_DISK_GIB', '5', /NODE_DISK_GIB .* from 20 to 500/],
    ['ARGOCD_HA', 'maybe', /ARGOCD_HA .* true false auto/],
    ['VPC_CIDR', '10.20.0.0/24', /VPC_CIDR .* from \/16 to \/20/],
    ['VPC_CIDR', '8.8.0.0/16', /VPC_CIDR .* private range/],
    ['VPC_CIDR', '10.20.0.300/16', /VPC_CIDR .* address range/],
    ['NAT_PER_ZONE', '3', /NAT_PER_ZONE .* true false/],
    ['API_ACCESS_CIDRS', '0.0.0.0/0', /API_ACCESS_CIDRS .* not be open to the whole internet/],
    ['ADMIN_ROLE_ARNS', 'ann', /ADMIN_ROLE_ARNS .* ARN of an IAM role/],
    ['REDIS_NODE_TYPE', 't4g.micro', /REDIS_NODE_TYPE .* ElastiCache node type/],
    ['REDIS_NODES', '1', /REDIS_NODES .* from 2 to 6/],
    ['DOMAIN', 'https://chat.example.com', /DOMAIN .* must be a host name/],
    ['DNS_ZONE', 'example.com', /DNS_ZONE .* of use only with DOMAIN/],
    ['LOG_RETENTION_DAYS', '31', /LOG_RETENTION_DAYS .* must be one of/],
    ['BUDGET_USD', '100', /BUDGET_EMAIL .* must be given/],
    ['BUDGET_EMAIL', 'ann', /BUDGET_EMAIL .* e-mail address/],
  ];

  test.each(WRONG)('%s=%s', (name, value, message) => {
    const { status, stderr, stdout } = settings('--environment', { [name]: value });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });

  test('all of them at once', () => {
    const { stderr } = settings('--environment', { PROJECT: 'X', REDIS_NODES: '9', REGION: 'x' });
    expect(stderr).toMatch(
      /PROJECT[\s\S]*REGION[\s\S]*REDIS_NODES[\s\S]*3 wrong; nothing was done/,
    );
  });
});

test('the region is that of config.sh, whatever the shell or CloudShell says', () => {
  const { stdout } = settings('--environment', { AWS_REGION: 'us-west-2' });
  expect(stdout).toMatch(/^AWS_REGION=eu-west-1$/m);
});

test("the kind of an environment's Redis is read from its env.yaml", () => {
  expect(settings('--environment').stdout).toMatch(/^MANAGED_REDIS=production$/m);
  const staging = settings('--environment', { ENVIRONMENTS: 'staging' }).stdout;
  expect(staging).toMatch(/^MANAGED_REDIS=$/m);
  expect(staging).toMatch(/^ARGOCD_HA=false$/m);
});

describe('workflows start on the branch that Argo CD follows', () => {
  const warnings = (env: Readonly<Record<string, string>>): string => {
    const lines = 'load_settings; check_workflow_branches';
    const { status, stderr } = runFunctions('log settings bootstrap', lines, env);
    expect(status).toBe(0);
    return stderr;
  };

  test('by default', () => {
    expect(warnings({})).toBe('');
  });

  test('or bootstrap names those that do not', () => {
    expect(warnings({ REVISION: 'deploy' }).match(/\S+\.yml/g)).toEqual([
      '.github/workflows/deploy.yml',
      '.github/workflows/environments.yml',
      '.github/workflows/infrastructure.yml',
    ]);
  });
});
