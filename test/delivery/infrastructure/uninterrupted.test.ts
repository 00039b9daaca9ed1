import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { CHANGES, expectGood, Rehearsal, SECRET } from './rehearsal.ts';
import { describeWith } from './with-providers.ts';

const BUCKET = 'live-chat-state-123456789012-eu-west-1';
const LOCK = `--bucket ${BUCKET} --key cluster.tfstate.tflock`;
const PUSH_ROLE = '--role-name live-chat-push';

const secret = { env: { LIVE_CHAT_SECRET: SECRET } };

describeWith([AWS_PROVIDER], 'a deployment from bootstrap to destroy', () => {
  let rehearsal: Rehearsal;

  beforeAll(async () => {
    rehearsal = await Rehearsal.start();
  });
  afterAll(async () => {
    await rehearsal.stop();
  });

  describe('bootstrap', () => {
    test('creates what is needed, and prints what to set on GitHub', async () => {
      const ending = await rehearsal.run('scripts/bootstrap.sh', ['--yes']);
      expectGood(ending);
      expect(ending.output).toMatch(/AWS_ACCOUNT_ID = 123456789012/);
      expect(
        (await rehearsal.calls()).filter((call) => CHANGES.test(call)).length,
      ).toBeGreaterThanOrEqual(15);
    });

    test('changes nothing the second time', async () => {
      const ending = await rehearsal.run('scripts/bootstrap.sh', ['--yes']);
      expectGood(ending);
      expect(ending.output).toMatch(/nothing was changed/);
      const calls = await rehearsal.calls();
      expect(calls.filter((call) => CHANGES.test(call))).toEqual([]);
      expect(calls.length).toBeGreaterThanOrEqual(15);
    });

    test('repairs what somebody changed', async () => {
      rehearsal.aws('iam delete-role-policy', PUSH_ROLE, '--policy-name live-chat-push');
      const ending = await rehearsal.run('scripts/bootstrap.sh', ['--yes']);
      expectGood(ending);
      expect(ending.output.match(/made or changed: .*/g)).toEqual([
        'made or changed: role live-chat-push: its policy',
      ]);
    });
  });

  describe('is rejected before anything is created', () => {
    const REFUSALS: readonly (readonly [
      string,
      Readonly<Record<string, string>>,
      readonly string[],
      RegExp,
    ])[] = [
      [
        'another account',
        { AWS_ACCOUNT_ID: '999999999999' },
        [],
        /for account 123456789012, but AWS_ACCOUNT_ID is 999999999999/,
      ],
      ['no secret', { LIVE_CHAT_SECRET: '' }, [], /LIVE_CHAT_SECRET is not set/],
      ['a short secret', { LIVE_CHAT_SECRET: 'short' }, [], /LIVE_CHAT_SECRET is weak/],
      [
        'a monotonous secret',
        { LIVE_CHAT_SECRET: 'ab'.repeat(20) },
        [],
        /LIVE_CHAT_SECRET is weak/,
      ],
      [
        'a secret from a document',
        { LIVE_CHAT_SECRET: `change-me-${'q7w8e9r0t1y2u3i4o5p6'.repeat(2)}` },
        [],
        /LIVE_CHAT_SECRET is weak/,
      ],
      [
        'no credentials',
        {
          AWS_ACCESS_KEY_ID: '',
          AWS_SECRET_ACCESS_KEY: '',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          AWS_CONFIG_FILE: '/dev/null',
        },
        [],
        /There are no AWS credentials/,
      ],
      ['an unknown argument', {}, ['--fast'], /Unknown argument --fast/],
      ['a wrong setting', { REDIS_NODES: '1' }, [], /REDIS_NODES is '1'/],
    ];

    test.each(REFUSALS)('%s', async (_, env, args, message) => {
      await rehearsal.calls();
      const ending = await rehearsal.run('build.sh', ['--yes', ...args], {
        env: { LIVE_CHAT_SECRET: SECRET, ...env },
      });
      expect(ending.code).toBe(1);
      expect(ending.output).toMatch(message);
      expect(
        (await rehearsal.calls()).filter(
          (call) => CHANGES.test(call) || /terraform .*apply/.test(call),
        ),
      ).toEqual([]);
    });

    test('expired credentials, with an explanation', async () => {
      const expired =
        '#!/bin/sh\n[ "$1" = --version ] && echo aws-cli/2.30.0 && exit\necho "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired" >&2\nexit 254\n';
      const PATH = await rehearsal.pathWith('aws', expired);
      const ending = await rehearsal.run('build.sh', ['--yes'], {
        env: { PATH, LIVE_CHAT_SECRET: SECRET },
      });
      expect([ending.code, ending.output]).toEqual([
        1,
        expect.stringMatching(/credentials have expired/),
      ]);
    });

    test.each(['aws', 'jq', 'git', 'curl', 'terraform', 'kubectl', 'docker', 'openssl', 'node'])(
      '%s is missing',
      async (name) => {
        const PATH = await rehearsal.pathWith(name);
        const ending = await rehearsal.run('build.sh', ['--yes'], {
          env: { PATH, LIVE_CHAT_SECRET: SECRET },
        });
        expect([ending.code, ending.output]).toEqual([
          1,
          expect.stringContaining(`${name} is missing (`),
        ]);
      },
    );

    test.each([
      ['terraform', '1.9.8'],
      ['kubectl', 'v1.20.0'],
      ['docker', '20.10.0'],
      ['node', 'v18.0.0'],
    ])('%s %s is too old', async (name, version) => {
      const PATH = await rehearsal.pathWith(name, `#!/bin/sh\necho ${name} ${version}\n`);
      const ending = await rehearsal.run('build.sh', ['--yes'], {
        env: { PATH, LIVE_CHAT_SECRET: SECRET },
      });
      expect([ending.code, ending.output]).toEqual([
        1,
        expect.stringMatching(new RegExp(`${name} is ${version.replace('v', '')}, and must be`)),
      ]);
    });

    test('a person who does not type the name keeps everything', async () => {
      const env = { LIVE_CHAT_ANSWERS_FROM_STDIN: 'true' };
      const ending = await rehearsal.run('destroy.sh', [], { env, input: 'yes\n' });
      expect([ending.code, ending.output]).toEqual([
        1,
        expect.stringMatching(/That was not live-chat; nothing was done/),
      ]);
    });
  });

  describe('build', () => {
    test('--plan prints what would be created and what it costs, and changes nothing', async () => {
      await rehearsal.calls();
      const ending = await rehearsal.run('build.sh', ['--plan'], secret);
      expectGood(ending);
      expect(ending.output).toMatch(/Plan: \d\d to add, 0 to change, 0 to destroy/);
      expect(ending.output).toMatch(/About \d+ USD a month in eu-west-1/);
      expect(ending.output).toMatch(/prices of \d{4}-\d\d[\s\S]*Source of the prices: https:/);
      expect(
        (await rehearsal.calls()).filter(
          (call) => CHANGES.test(call) || /terraform .*apply/.test(call),
        ),
      ).toEqual([]);
    });

    test('scripts/show-plan shows the same to a pull request, in Markdown', async () => {
      const ending = await rehearsal.run('scripts/show-plan');
      expectGood(ending);
      expect(ending.stdout).toMatch(/^### What Terraform would do\n\n````\n/);
      expect(ending.stdout).toMatch(/Plan: \d\d to add, 0 to change, 0 to destroy/);
      expect(ending.stdout).not.toContain('\u001b');
      expect(ending.stdout.trimEnd()).toMatch(/\n````$/);
      expect((await rehearsal.calls()).filter((call) => CHANGES.test(call))).toEqual([]);
    });

    test('creates everything in one run', async () => {
      expectGood(await rehearsal.run('build.sh', ['--yes'], secret));
    });

    describe('detect-drift', () => {
      test('finds nothing where nothing drifted', async () => {
        rehearsal.freshClone();
        await rehearsal.calls();
        const ending = await rehearsal.run('scripts/detect-drift');
        expectGood(ending);
        expect(ending.stdout).toContain('terraform/cluster: as the repository says.');
        expect(ending.stdout).toContain('terraform/platform: as the repository says.');
        expect(ending.stdout).toMatch(/Kubernetes 1\.35 has standard support for \d+ days more/);
        expect(ending.stdout).toMatch(/The certificate lasts \d+ days more/);
        expect(ending.output).toMatch(/^clean: /m);
        const changes = (await rehearsal.calls()).filter((call) => CHANGES.test(call));
        expect(changes.filter((call) => !call.includes('update-kubeconfig'))).toEqual([]);
      });

      test('reports everything that needs a person', async () => {
        rehearsal.freshClone();
        const group = ['--log-group-name', '/aws/eks/live-chat/cluster'];
        rehearsal.aws('logs', 'put-retention-policy', ...group, '--retention-in-days', '1');
        const soon = new Date(Date.now() + 10 * 86_400_000).toISOString();
        await rehearsal.says('support-ends', soon);
        await rehearsal.says('certificate-ends', soon);
        await rehearsal.misbehave('api-is-unreachable', true);
        const ending = await rehearsal.run('scripts/detect-drift');
        expectGood(ending);
        expect(ending.output).toMatch(/^attention: /m);
        const bold = ending.stdout.match(/(?<=^- \*\*).*(?=\*\*$)/gm) ?? [];
        expect(bold).toEqual([
          'terraform/cluster: a plan would change something.',
          expect.stringMatching(/^The certificate arn:\S+ ends in (9|10) days\./),
          expect.stringMatching(/^Kubernetes 1\.35 has standard support for (9|10) days more\./),
        ]);
        expect(ending.stdout).toMatch(/aws_cloudwatch_log_group\.\S+ will be updated/);
        expect(ending.stdout).toContain('terraform/platform: not looked at');
        await rehearsal.misbehave('api-is-unreachable', false);
        rehearsal.freshClone();
        expectGood(await rehearsal.run('build.sh', ['--yes']));
      });

      test('never reports clean if a query failed', async () => {
        await rehearsal.says('support-ends', 'None');
        const ending = await rehearsal.run('scripts/detect-drift');
        expect([ending.code, ending.output]).toEqual([
          1,
          expect.stringContaining('AWS does not say until when it supports Kubernetes 1.35'),
        ]);
        expect(ending.output).not.toMatch(/^(clean|attention): /m);
      });
    });

    test('a changed size plans that change only', async () => {
      const ending = await rehearsal.run('build.sh', ['--plan'], {
        env: { NODES_PER_ZONE_MAX: '5' },
      });
      expectGood(ending);
      expect(ending.output).toMatch(/Plan: 0 to add, 3 to change, 0 to destroy/);
      expect(ending.output.match(/max_size +=.*/g)?.length).toBe(3);
    });

    test('a changed address range, which replaces the network, is rejected by --yes before anything is applied', async () => {
      await rehearsal.calls();
      const ending = await rehearsal.run('build.sh', ['--yes'], {
        env: { VPC_CIDR: '10.30.0.0/16' },
      });
      expect([ending.code, ending.output]).toEqual([
        1,
        expect.stringMatching(
          /aws_vpc\.this would be replaced: cidr_block[\s\S]*--replace '[^']*aws_vpc\.this/,
        ),
      ]);
      expect((await rehearsal.calls()).filter((call) => / apply /.test(call))).toEqual([]);
    });

    test('a lock that somebody else holds', async () => {
      const lock = JSON.stringify({
        ID: '1',
        Who: 'ann@elsewhere',
        Created: '2026-01-01T00:00:00Z',
      });
      await writeFile(`${rehearsal.folder}/lock`, lock);
      rehearsal.aws('s3api put-object', LOCK, `--body ${rehearsal.folder}/lock`);
      const ending = await rehearsal.run('build.sh', ['--yes'], secret);
      expect([ending.code, ending.output]).toEqual([
        1,
        expect.stringMatching(
          /ann@elsewhere has been changing terraform\/cluster since 2026-01-01/,
        ),
      ]);
      rehearsal.aws('s3api delete-object', LOCK);
    });

    test('the API opens for one address, once, and closes again', async () => {
      const updates = async (): Promise<readonly string[]> =>
        (await rehearsal.calls()).filter((call) => call.includes('update-cluster-config'));
      await rehearsal.calls();
      expectGood(await rehearsal.run('scripts/api-access.sh', ['close']));
      expect(await updates()).toEqual([expect.stringContaining('endpointPublicAccess=false')]);
      expectGood(await rehearsal.run('scripts/api-access.sh', ['open']));
      const opening = 'endpointPublicAccess=true,publicAccessCidrs=203.0.113.7/32';
      expect(await updates()).toEqual([expect.stringContaining(opening)]);
      expectGood(await rehearsal.run('scripts/api-access.sh', ['open']));
      expect(await updates()).toEqual([]);
    });

    test("no secret is in git, in a call or in Terraform's state of the cluster", async () => {
      const state = rehearsal.aws(`s3 cp s3://${BUCKET}/cluster.tfstate -`);
      expect(JSON.parse(state).resources.length).toBeGreaterThanOrEqual(30);
      expect(state).not.toContain(SECRET);
      const stored = rehearsal.aws(
        'secretsmanager get-secret-value --secret-id live-chat/live-chat-secret',
        '--query SecretString --output text',
      );
      expect(stored).toBe(SECRET);
    });
  });

  test('destroy: controllers delete what they created, and nothing is left', async () => {
    rehearsal.freshClone();
    await rehearsal.calls();
    const ending = await rehearsal.run('destroy.sh', ['--yes', '--all']);
    expectGood(ending);
    expect(ending.output).not.toMatch(/^Warning/m);
    expect(ending.output).toMatch(/Nothing is left of live-chat/);
    const calls = await rehearsal.calls();
    expect(calls.filter((call) => /elbv2 delete-|patch ingresses/.test(call))).toEqual([]);
    expect(calls.filter((call) => /delete-security-group/.test(call)).length).toBe(1);
  });
});
