import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
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
import { CHANGES, expectGood, Rehearsal, type RunOptions, SECRET } from './rehearsal.ts';
import { describeWith } from './with-providers.ts';

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

describeWith([AWS_PROVIDER], 'a deployment whose runs are interrupted', () => {
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
    expectGood(await rehearsal.run('scripts/bootstrap.sh', ['--yes']));
  });
  afterAll(async () => {
    await rehearsal.stop();
  });

  describe('build', () => {
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
  });
});
