import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../scripts/toolchain/free-port.ts';
import {
  AWS_PROVIDER,
  HELM_PROVIDER,
  KUBERNETES_PROVIDER,
} from '../../scripts/toolchain/infrastructure-tools.ts';
import { TerraformRoot } from '../delivery/infrastructure/terraform-root.ts';
import { describeWith } from '../delivery/infrastructure/with-providers.ts';
import { REPOSITORY } from '../delivery/repository.ts';
import { tool } from '../delivery/tools.ts';
import { ChartRepositories, STAND_IN_IMAGE } from './chart-repositories.ts';
import { ControlPlane } from './control-plane.ts';
import type { Kubectl } from './kubectl.ts';
import { Nodes } from './nodes.ts';
import { Program } from './program.ts';
import { runFunctions } from './scripts.ts';

const PROVIDERS = [AWS_PROVIDER, HELM_PROVIDER, KUBERNETES_PROVIDER];

const SECRETS = ['a-secret-that-nobody-keeps-0123456789', 'Kept4Nobody12345', 'token-of-nobody'];
const [SECRET, PASSWORD, TOKEN] = SECRETS;
/** Values for everything that the root can create, including secrets that it must not store. */
const VALUES = [
  '-input=false',
  '-no-color',
  '-var-file=tests/terraform.tfvars',
  '-var=domain=chat.example.com',
  '-var=dns_zone=example.com',
  '-var=repository_private=true',
  `-var=live_chat_secret=${SECRET}`,
  `-var=redis_passwords={staging="${PASSWORD}",production="${PASSWORD}"}`,
  `-var=repository_token=${TOKEN}`,
];

/** As in the scripts, but in the fake's only bucket, which has no address of its own. */
const BACKEND = {
  bucket: 'state',
  key: 'platform.tfstate',
  region: 'eu-west-1',
  encrypt: 'true',
  use_lockfile: 'true',
  use_path_style: 'true',
};

/** What Kubernetes creates and deletes automatically, and Argo CD's kinds, which its chart leaves behind. */
const PASSING = /^(events|leases|customresourcedefinitions|apiservices)\b/;

/** Every object of a cluster, without those. */
async function objectsOf(kubectl: Kubectl): Promise<readonly string[]> {
  const kinds = (await kubectl.run(['api-resources', '--verbs=list,delete', '-o', 'name']))
    .split('\n')
    .filter((kind) => kind !== '' && !PASSING.test(kind));
  const each = '{range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{"\\n"}{end}';
  const answer = await kubectl.run(['get', kinds.join(','), '-A', '-o', `jsonpath=${each}`]);
  return answer.split('\n').filter((line) => line !== '');
}

describeWith(PROVIDERS, 'terraform/platform, applied', () => {
  describe('to a real API server', () => {
    let folder: string;
    let plane: ControlPlane;
    let root: TerraformRoot;
    let before: readonly string[];
    const ends: (() => Promise<unknown>)[] = [];

    /** A program named `aws`: it returns the token that the server accepts. */
    async function signIn(): Promise<string> {
      const programs = await mkdtemp(join(folder, 'programs-'));
      const credential = {
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        kind: 'ExecCredential',
        status: { token: plane.token },
      };
      const call = 'eks get-token --cluster-name live-chat --region eu-west-1';
      const script = `#!/bin/sh\n[ "$*" = '${call}' ] || exit 1\necho '${JSON.stringify(credential)}'\n`;
      await writeFile(join(programs, 'aws'), script, { mode: 0o755 });
      return [programs, process.env['PATH']].join(delimiter);
    }

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'live-chat-platform-'));
      ends.push(() => rm(folder, { recursive: true, force: true }));
      plane = await ControlPlane.start(join(folder, 'control-plane'));
      ends.push(() => plane.stop());
      const nodes = await Nodes.join(plane, new Set([STAND_IN_IMAGE]));
      ends.push(() => nodes.stop());
      const port = String(await freePort());
      const credentials = { AWS_ACCESS_KEY_ID: 'invented', AWS_SECRET_ACCESS_KEY: 'invented' };
      const account = await Program.start(
        join(dirname(tool('MOTO_PATH')), 'bin', 'python'),
        'account',
        folder,
        {
          args: [join(REPOSITORY, 'test/cluster/account.py'), port, plane.server, plane.authority],
          env: credentials,
          ready: /^ready$/,
        },
      );
      ends.push(() => account.stop());
      const env = {
        ...credentials,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_EC2_METADATA_DISABLED: 'true',
        PATH: await signIn(),
      };
      root = await TerraformRoot.copyWithState('platform', BACKEND, env);
      ends.push(() => root.remove());
      const charts = await ChartRepositories.serve(join(folder, 'charts'));
      ends.push(() => charts.stop());
      root.env = { ...env, ...charts.env };
      await plane.kubectl.appears('configmap/kube-root-ca.crt', 'kube-node-lease');
      before = await objectsOf(plane.kubectl);
    });
    afterAll(async () => {
      for (const end of ends.reverse()) await end();
    });

    async function terraform(...args: readonly string[]): Promise<string> {
      const { code, stdout, output } = await root.run(...args);
      if (code === 0) return stdout;
      throw new Error(`terraform ${args[0]} ended with ${code}:
${output.slice(-4000)}`);
    }

    /**
     * The actions of a plan, such as `update helm_release.argocd`, and the content of the plan's
     * file.
     */
    async function plan(
      ...changes: readonly string[]
    ): Promise<{ readonly actions: readonly string[]; readonly text: string }> {
      await terraform('plan', '-out=changes.tfplan', ...VALUES, ...changes);
      const text = await terraform('show', '-json', 'changes.tfplan');
      const { resource_changes } = JSON.parse(text) as {
        resource_changes: { address: string; change: { actions: string[] } }[];
      };
      const actions = resource_changes
        .map(({ address, change }) => `${change.actions.join('+')} ${address}`)
        .filter((action) => !/^(no-op|read) /.test(action));
      return { actions: actions.sort(), text };
    }

    const secret = async (name: string, namespace: string): Promise<Record<string, string>> => {
      const object = await plane.kubectl.read(`secret/${name}`, namespace);
      const data = object['data'] as Record<string, string>;
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
      );
    };

    test('creates everything in one run', async () => {
      const start = performance.now();
      const said = await terraform('apply', '-auto-approve', ...VALUES);
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      expect(said).toMatch(/Apply complete! Resources: 14 added, 0 changed, 0 destroyed/);
      process.stdout.write(`terraform/platform: 14 resources applied in ${seconds} s\n`);
      expect(await secret('live-chat', 'live-chat-production')).toEqual({
        'chat-secret': SECRET,
        'redis-password': PASSWORD,
      });
      expect(await secret('live-chat-repository', 'argocd')).toMatchObject({ password: TOKEN });
      const { kubectl } = plane;
      const following = await kubectl.read('application.argoproj.io/root', 'argocd');
      expect(following.spec).toMatchObject({ source: { targetRevision: 'main' } });
      const { metadata } = await kubectl.read('secret/in-cluster', 'argocd');
      expect(metadata).toMatchObject({
        annotations: {
          live_chat_certificate_arn: expect.stringMatching(/^arn:aws:acm:eu-west-1:/),
          live_chat_redis_endpoint: expect.stringMatching(/amazonaws\.com$/),
          live_chat_vpc_cidr: '10.20.0.0/16',
        },
      });
    });

    test('has nothing to do then, even after build.sh wrote the load balancers’ names', async () => {
      expect((await plan()).actions).toEqual([]);
      const name = 'live_chat_host_staging=balancer.example';
      await plane.kubectl.run(['annotate', 'secret/in-cluster', '-n', 'argocd', name]);
      expect((await plan()).actions).toEqual([]);
    });

    test('stores no secret in its state or in a plan', async () => {
      const { text } = await plan('-var=secrets_revision=2');
      const state = await terraform('state', 'pull');
      for (const kept of [text, state]) {
        expect(kept).toContain('live-chat-repository');
        for (const value of SECRETS) expect(kept).not.toContain(value);
      }
    });

    test('changes only what a changed value affects, and keeps what build.sh wrote', async () => {
      const rotated = [
        '-var=secrets_revision=2',
        '-var=redis_passwords={staging="Another123456789",production="Another123456789"}',
      ];
      expect((await plan(...rotated)).actions).toEqual([
        'update kubernetes_secret_v1.live_chat["production"]',
        'update kubernetes_secret_v1.live_chat["staging"]',
        'update kubernetes_secret_v1.repository[0]',
      ]);
      const moved = [...rotated, '-var=revision=next', '-var=argocd_ha=false'];
      expect((await plan(...moved)).actions).toContain('update helm_release.argocd');
      expect(await terraform('apply', '-auto-approve', ...VALUES, ...moved)).toMatch(
        /Apply complete! Resources: 0 added, 6 changed, 0 destroyed/,
      );
      expect((await plan(...moved)).actions).toEqual([]);
      expect(await secret('live-chat', 'live-chat-staging')).toMatchObject({
        'redis-password': 'Another123456789',
      });
      const { metadata } = await plane.kubectl.read('secret/in-cluster', 'argocd');
      expect(metadata).toMatchObject({
        annotations: {
          live_chat_host_staging: 'balancer.example',
          live_chat_revision: 'next',
        },
      });
    });

    test('creates again what somebody deleted', async () => {
      await plane.kubectl.run(['delete', 'secret/live-chat', '-n', 'live-chat-staging']);
      expect(await terraform('apply', '-auto-approve', ...VALUES)).toMatch(
        /Apply complete! Resources: 1 added, 5 changed, 0 destroyed/,
      );
      expect(await secret('live-chat', 'live-chat-staging')).toMatchObject({
        'chat-secret': SECRET,
      });
    });

    test('leaves nothing when it is destroyed after the applications', async () => {
      const { kubectl } = plane;
      // No Argo CD answers here, as in a half-deleted cluster.
      const { code, output } = await runFunctions(kubectl, 'take_down_applications', {
        WAIT_APPLICATIONS: '2',
      });
      expect([code, output]).toEqual([0, expect.stringMatching(/Argo CD does not answer/)]);
      expect(await terraform('destroy', '-auto-approve', ...VALUES)).toMatch(
        /Destroy complete! Resources: 14 destroyed/,
      );
      await kubectl.run([
        'wait',
        '--for=delete',
        'replicasets,pods',
        '--all',
        '-n',
        'kube-system',
        '--timeout=60s',
      ]);
      expect((await objectsOf(kubectl)).filter((object) => !before.includes(object))).toEqual([]);
    });
  });
});
