import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
import type { Ended } from '../command.ts';
import { REPOSITORY } from '../repository.ts';
import { Rehearsal, SECRET } from './rehearsal.ts';
import { describeWith } from './with-providers.ts';

const ADMIN = 'arn:aws:iam::123456789012:role/Ann';

/**
 * A different value for every setting, and the variables that Terraform should get: a private fork
 * with a domain, in another region. REVISION keeps its value, because the fake Argo CD follows only
 * main.
 */
const SETTINGS: Readonly<Record<string, readonly [value: string, variable: unknown]>> = {
  PROJECT: ['other-chat', 'other-chat'],
  REGION: ['us-east-1', 'us-east-1'],
  AWS_ACCOUNT_ID: ['123456789012', '123456789012'],
  ENVIRONMENTS: ['production staging', ['production', 'staging']],
  REPOSITORY: ['me/other', 'me/other'],
  REVISION: ['main', 'main'],
  REPOSITORY_PRIVATE: ['true', true],
  KUBERNETES_VERSION: ['1.36', '1.36'],
  NODE_TYPES: ['m7i.large t3.medium', ['m7i.large', 't3.medium']],
  NODE_CAPACITY: ['SPOT', 'SPOT'],
  NODES_PER_ZONE_MIN: ['2', 2],
  NODES_PER_ZONE_MAX: ['4', 4],
  NODE_DISK_GIB: ['50', 50],
  ARGOCD_HA: ['false', false],
  VPC_CIDR: ['10.40.0.0/16', '10.40.0.0/16'],
  NAT_PER_ZONE: ['true', true],
  API_ACCESS_CIDRS: ['198.51.100.0/24', ['198.51.100.0/24']],
  ADMIN_ROLE_ARNS: [ADMIN, [ADMIN]],
  REDIS_NODE_TYPE: ['cache.m7g.large', 'cache.m7g.large'],
  REDIS_NODES: ['3', 3],
  DOMAIN: ['chat.example.com', 'chat.example.com'],
  DNS_ZONE: ['example.com', 'example.com'],
  LOG_RETENTION_DAYS: ['7', 7],
  BUDGET_USD: ['100', 100],
  BUDGET_EMAIL: ['ann@example.com', 'ann@example.com'],
};
const env = Object.fromEntries(Object.entries(SETTINGS).map(([name, [value]]) => [name, value]));

/** Secrets that the role of plans may not read (rights.test.ts). */
const HIDDEN =
  'aws secretsmanager get-secret-value *@(live-chat-secret|argocd-repository|staging/redis-password)*';

const COMMANDS = ['build', 'plan', 'drift', 'destroy'] as const;
type Command = (typeof COMMANDS)[number];

describeWith([AWS_PROVIDER], 'every setting at another value than its default', () => {
  let rehearsal: Rehearsal;
  const endings = new Map<Command, Ended>();
  const variables = new Map<Command, Readonly<Record<string, unknown>>>();

  /** Runs a command in a fresh checkout, as a workflow would. */
  async function run(
    command: Command,
    script: string,
    args: readonly string[],
    more = {},
  ): Promise<void> {
    rehearsal.freshClone();
    endings.set(command, await rehearsal.run(script, args, { env: { ...env, ...more } }));
    const file = join(rehearsal.clone, 'terraform/cluster/settings.auto.tfvars.json');
    variables.set(command, JSON.parse(readFileSync(file, 'utf8')));
  }
  const ending = (command: Command): Ended => {
    const found = endings.get(command);
    if (found?.code !== 0)
      throw new Error(`${command} ended with ${found?.code}:\n${found?.output.slice(-6000)}`);
    return found;
  };

  beforeAll(async () => {
    rehearsal = await Rehearsal.start();
    rehearsal.aws('route53 create-hosted-zone --name example.com --caller-reference 1');
    await run('build', 'build.sh', ['--yes'], {
      LIVE_CHAT_SECRET: SECRET,
      ARGOCD_REPOSITORY_TOKEN: 'github_pat_invented',
    });
    await rehearsal.interrupt('refuse', HIDDEN);
    await run('plan', 'build.sh', ['--plan']);
    await run('drift', 'scripts/detect-drift', []);
    await rehearsal.allow();
    await run('destroy', 'destroy.sh', ['--yes', '--all']);
  });
  afterAll(() => rehearsal?.stop());

  test('no setting is left out', () => {
    const declared = readFileSync(join(REPOSITORY, 'config.sh'), 'utf8').match(/^[A-Z_]+(?==)/gm);
    expect(Object.keys(SETTINGS).sort()).toEqual(declared?.sort());
  });

  test('build ends with the address of the domain', () => {
    expect(ending('build').stdout).toContain('staging: https://staging.chat.example.com');
  });

  test('a plan with a role that may read one secret shows no change', () => {
    expect(ending('plan').output).toMatch(/No changes\. Your infrastructure matches/);
  });

  test('nothing drifted', () => {
    expect(ending('drift').output).toMatch(/^clean: /m);
  });

  test('destroy waits for External DNS, and leaves nothing', async () => {
    expect(ending('destroy').output).toMatch(/Waiting for External DNS to remove its names/);
    expect(ending('destroy').output).not.toMatch(/^Warning/m);
    expect(ending('destroy').output).toMatch(
      /Nothing is left of other-chat in account 123456789012, us-east-1/,
    );
  });

  describe.each(COMMANDS)('%s', (command) => {
    test.each(Object.entries(SETTINGS))('hands %s on', (name, [, expected]) => {
      const told = variables.get(command) ?? {};
      const key = name === 'AWS_ACCOUNT_ID' ? 'account_id' : name.toLowerCase();
      // Terraform's cluster root declares no other (variables.test.ts).
      if (key in told) expect(told[key]).toEqual(expected);
      else expect(['repository', 'revision', 'repository_private', 'argocd_ha']).toContain(key);
    });
  });
});
