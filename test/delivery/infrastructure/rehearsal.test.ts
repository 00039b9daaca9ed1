import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
import type { Ended } from '../command.ts';
import {
  BUILD,
  DESTROY_CLEANUP,
  DESTROY_CLUSTER,
  DESTROY_INSIDE,
  DESTROY_PLATFORM,
  DESTROY_REST,
  type Interruption,
  lastStep,
  stepsOf,
} from './interruptions.ts';
import { Rehearsal, type RunOptions, SECRET } from './rehearsal.ts';
import { describeWith } from './with-providers.ts';

const BUCKET = 'live-chat-state-123456789012-eu-west-1';
const LOCK = `--bucket ${BUCKET} --key cluster.tfstate.tflock`;
const PUSH_ROLE = '--role-name live-chat-push';
/** Questions to AWS that an account without a deployment answers with nothing. */
const QUESTIONS = [
  'elbv2 describe-load-balancers --query LoadBalancers[].LoadBalancerArn',
  'ec2 describe-volumes --query Volumes[].VolumeId',
  'ec2 describe-vpcs --filters Name=tag:live-chat:project,Values=live-chat --query Vpcs[].VpcId',
  'ec2 describe-security-groups --filters Name=tag:elbv2.k8s.aws/cluster,Values=live-chat --query SecurityGroups[].GroupId',
  'eks list-clusters --query clusters[]',
  'secretsmanager list-secrets --query SecretList[].Name',
  'acm list-certificates --query CertificateSummaryList[].CertificateArn',
  'ecr describe-repositories --query repositories[].repositoryName',
  'logs describe-log-groups --query logGroups[].logGroupName',
  "iam list-roles --query Roles[?starts_with(RoleName,'live-chat-')].RoleName",
  'iam list-open-id-connect-providers --query OpenIDConnectProviderList[].Arn',
  's3api list-buckets --query Buckets[].Name',
];

const secret = { env: { LIVE_CHAT_SECRET: SECRET } };

/** Calls of the AWS client that change something. */
const CHANGES =
  /^aws \S+ (create|put|delete|update|attach|detach|add|import|associate|tag|revoke|modify|set)-/;

function expectGood(ending: Ended): void {
  if (ending.code !== 0)
    throw new Error(`ended with ${ending.code ?? ending.signal}:\n${ending.output.slice(-8000)}`);
}

describeWith([AWS_PROVIDER], 'a rehearsal', () => {
  let rehearsal: Rehearsal;

  /** A run fails at its step, and the checkout is lost. @returns its output */
  async function endsEarly(
    script: 'build.sh' | 'destroy.sh',
    { step, way, call, args = [], before = [] }: Interruption,
    options: RunOptions,
  ): Promise<string> {
    for (const taken of before) rehearsal.aws(taken);
    const steps = stepsOf(rehearsal.read(script));
    await rehearsal.interrupt(way, call);
    const { code, output } = await rehearsal.run(script, ['--yes', '--unlock', ...args], options);
    if (!rehearsal.interrupted)
      throw new Error(`it never came to ${call}:\n${output.slice(-8000)}`);
    expect(lastStep(output, steps)).toBe(step);
    expect(code).not.toBe(0);
    if (way === 'fail') expect(output).toContain(`Stopped during: ${step}. Run ./${script} again`);
    rehearsal.freshClone();
    return output;
  }

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

    const takenOver: string[] = [];

    test.each(BUILD)('$step: ends while $while ($way)', async (interruption) => {
      const output = await endsEarly('build.sh', interruption, secret);
      expect(output).not.toContain(SECRET);
      takenOver.push(...(output.match(/(?<=Taking over )\w+/g) ?? []));
    });

    test('resources that a killed run created are imported, however they are identified', () => {
      expect([...new Set(takenOver)]).toEqual(
        expect.arrayContaining([
          'aws_vpc',
          'aws_subnet',
          'aws_route_table',
          'aws_route_table_association',
          'aws_route',
          'aws_kms_key',
          'aws_kms_alias',
          'aws_iam_role',
          'aws_eks_cluster',
          'aws_eks_node_group',
        ]),
      );
    });

    test('completes in the next run, and prints the address', async () => {
      const ending = await rehearsal.run('build.sh', ['--yes'], secret);
      expectGood(ending);
      expect(ending.stdout).toMatch(/^staging: https:\/\/k8s-staging-\S+\.elb\.amazonaws\.com$/m);
      expect(ending.output).toMatch(/NET::ERR_CERT_AUTHORITY_INVALID/);
      expect(ending.output).not.toContain(SECRET);
      for (const component of ['backend', 'ui']) {
        const digest = rehearsal.aws(
          `ecr describe-images --repository-name live-chat/${component}`,
          '--query imageDetails[].imageDigest --output text',
        );
        expect(rehearsal.followed('environments/staging/images.yaml')).toContain(digest);
      }
    });

    test('has nothing to do after that: the plan is empty and nothing is built', async () => {
      rehearsal.freshClone();
      await rehearsal.calls();
      const ending = await rehearsal.run('build.sh', ['--yes']);
      expectGood(ending);
      expect(ending.output).toMatch(/No changes\. Your infrastructure matches/);
      expect(ending.output).toMatch(/unchanged: staging runs these images already/);
      const calls = await rehearsal.calls();
      expect(calls.filter((call) => / apply |docker buildx/.test(call))).toEqual([]);
      expect(
        calls.filter(
          (call) => CHANGES.test(call) && !/associate-access-policy|update-kubeconfig/.test(call),
        ),
      ).toEqual([]);
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

  describe('destroy', () => {
    const quick = { env: { WAIT_API: '1', WAIT_BALANCER: '2' } };

    /** If AWS refuses a call, the run fails. @returns its output */
    async function refused(call: string): Promise<string> {
      await rehearsal.interrupt('refuse', call);
      const env = { ...quick.env, WAIT_CLEANUP: '3' };
      const { code, output } = await rehearsal.run('destroy.sh', ['--yes', '--unlock'], { env });
      await rehearsal.allow();
      expect(code).toBe(1);
      expect(output).not.toContain('Nothing is left');
      return output;
    }

    const ends = (interruptions: readonly Interruption[]): void => {
      test.each(interruptions)('$step: ends while $while ($way)', async (interruption) => {
        const output = await endsEarly('destroy.sh', interruption, quick);
        expect(output).not.toContain('Nothing is left');
      });
    };

    describe('with a stuck load balancer controller', () => {
      beforeAll(() => rehearsal.misbehave('controller-is-stuck', true));
      afterAll(() => rehearsal.misbehave('controller-is-stuck', false));
      ends(DESTROY_INSIDE);

      test('Platform: ends after the Ingress is released, which would keep its namespace forever', async () => {
        const output = await endsEarly('destroy.sh', DESTROY_PLATFORM, quick);
        expect(output).toMatch(/The balancer controller did not let go of everything/);
        expect(rehearsal.ingresses).toEqual([]);
      });
    });

    describe('with an API that cannot be reached', () => {
      beforeAll(() => rehearsal.misbehave('api-is-unreachable', true));
      afterAll(() => rehearsal.misbehave('api-is-unreachable', false));

      test('a load balancer and security group that AWS does not delete make it fail before the network is touched', async () => {
        await rehearsal.calls();
        const output = await refused(
          'aws @(elbv2 delete-load-balancer|ec2 delete-security-group)*',
        );
        expect(output).toMatch(/^balancer arn:aws:elasticloadbalancing\S+$/m);
        expect(output).toMatch(/^security-group sg-\S+$/m);
        expect(output).toMatch(/could not be removed/);
        const calls = await rehearsal.calls();
        expect(calls.filter((made) => /cluster destroy/.test(made))).toEqual([]);
      });

      ends(DESTROY_CLEANUP);
      ends(DESTROY_CLUSTER);

      test('logs, secrets and a certificate that AWS does not delete make it fail, each by name', async () => {
        const output = await refused(
          'aws @(logs delete-log-group|secretsmanager delete-secret|acm delete-certificate)*',
        );
        const list = output.slice(output.lastIndexOf('── What is left'));
        expect(list.match(/^[a-z-]+ \S+$/gm)?.sort()).toEqual([
          expect.stringMatching(/^certificate arn:aws:acm:\S+$/),
          'log-group /aws/eks/live-chat/cluster',
          'secret live-chat/live-chat-secret',
          'secret live-chat/production/redis-password',
          'secret live-chat/staging/redis-password',
        ]);
        expect(list).toContain('Error: 5 left of live-chat.');
      });

      ends(DESTROY_REST);
    });

    test("leaves nothing, and deletes bootstrap's resources when requested", async () => {
      const ending = await rehearsal.run('destroy.sh', ['--yes', '--all'], quick);
      expectGood(ending);
      expect(ending.output).toMatch(/Nothing is left of live-chat in account 123456789012/);
      const left = QUESTIONS.filter((words) => rehearsal.aws(words, '--output text') !== '');
      expect(left).toEqual([]);
    });

    test('has nothing to do in an empty account', async () => {
      const ending = await rehearsal.run('destroy.sh', ['--yes', '--all']);
      expectGood(ending);
      expect(ending.output).toMatch(/There is no cluster[\s\S]*Nothing is left/);
    });

    test('after an uninterrupted build, controllers delete what they created, and nothing is left', async () => {
      rehearsal.freshClone();
      expectGood(await rehearsal.run('build.sh', ['--yes'], secret));
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
});
