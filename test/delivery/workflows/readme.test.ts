import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/tools/infrastructure-tools.ts';
import { answerFrom } from '../command.ts';
import { describeWith } from '../infrastructure/with-providers.ts';
import { REPOSITORY } from '../repository.ts';
import { GitHub } from './github.ts';
import { commandsUnder } from './readme.ts';
import { readWorkflow, startsOnPush } from './workflow.ts';

const RUN_MS = 1_800_000;
const ADDRESS = /^staging: https:\/\/(\S+\.elb\.amazonaws\.com)$/m;

/** Whoever sits there types what the README says, and answers what is asked. */
describeWith([AWS_PROVIDER], 'the README, followed word by word', () => {
  let github: GitHub;
  /** Where the chat is, once it is there. */
  let host: string;
  const images = (): string => github.aws.followed('environments/staging/images.yaml');
  /** What staging runs by the branch: the relay's digest and the page's. */
  const digests = (): readonly string[] => images().match(/sha256:[0-9a-f]{64}/g) ?? [];
  const built = async (): Promise<readonly string[]> =>
    (await github.aws.calls()).filter((call) => call.startsWith('docker buildx build'));

  beforeAll(async () => {
    github = await GitHub.start();
  });
  // What did not start has nothing to stop, and has said why.
  afterAll(() => github?.stop());

  test(
    "'Deploy your own' leads from nothing to a printed address",
    async () => {
      let folder = join(github.aws.folder, 'github');
      const before = github.aws.followed('config.sh');
      for (const command of commandsUnder('Deploy your own')) {
        const { code, log } = await github.type(command, folder, '123456789012\n');
        if (code !== 0) throw new Error(`${command}\nended with ${code}:\n${log}`);
        if (command.includes('cd live-chat')) folder = join(folder, 'live-chat');
        if (command.startsWith('scripts/bootstrap.sh')) {
          expect(log).toContain('AWS_ACCOUNT_ID = 123456789012');
          // The fake AWS does not read conditions: 'TLS only' would keep everybody out, and it speaks no TLS.
          const bucket = 'live-chat-state-123456789012-eu-west-1';
          github.aws.aws('s3api', 'delete-bucket-policy', '--bucket', bucket);
        }
      }
      expect(github.asked).toEqual(['variable set AWS_ACCOUNT_ID --body 123456789012']);
      expect(github.aws.followed('config.sh')).not.toBe(before);
      const files = answerFrom('git', ['-C', folder, 'diff', '--name-only', 'HEAD~1', 'HEAD']);
      const push = { branch: 'main', files: files.trim().split('\n') };
      const started = ['deploy', 'infrastructure', 'destroy', 'promote'].filter((name) =>
        startsOnPush(readWorkflow(REPOSITORY, name), push),
      );
      expect(started).toEqual(['deploy', 'infrastructure']);
      const run = await github.run('infrastructure');
      if (run.job('build').result !== 'success') throw new Error(run.log);
      host = run.job('build').summary.match(ADDRESS)?.[1] ?? '';
      expect(host).not.toBe('');
      expect(digests()).toHaveLength(2);
      const api = github.aws.aws(
        'eks',
        'describe-cluster',
        '--name',
        'live-chat',
        '--query',
        'cluster.status',
        '--output',
        'text',
      );
      expect(api).toBe('ACTIVE');
    },
    RUN_MS,
  );

  test(
    'a second run of infrastructure.yml changes nothing and prints the same address',
    async () => {
      const before = images();
      const run = await github.run('infrastructure');
      if (run.job('build').result !== 'success') throw new Error(run.log);
      expect(run.job('build').summary).toMatch(ADDRESS);
      expect(run.job('build').log).toContain('The cluster is as it should be.');
      expect(images()).toBe(before);
    },
    RUN_MS,
  );

  describe('deploy.yml, where infrastructure.yml has been', () => {
    const HEALTHY = 'images success, record success, verify success, revert skipped';
    let ofBuild: readonly string[];
    let ofDeploy: readonly string[];

    test(
      'takes over: what build.sh recorded unsigned is built, signed and watched',
      async () => {
        ofBuild = digests();
        expect(new Set(ofBuild).size).toBe(2);
        expect(github.signed).toEqual([]);
        await github.isServedAt(host);
        const run = await github.run('deploy');
        expect([run.results, run.log]).toEqual([
          expect.stringContaining(HEALTHY),
          expect.stringContaining(`healthy: staging runs the recorded images at https://${host}`),
        ]);
        ofDeploy = digests();
        expect(new Set([...ofBuild, ...ofDeploy]).size).toBe(4);
        expect(github.signed.toSorted()).toEqual(ofDeploy.toSorted());
      },
      RUN_MS,
    );

    test(
      'has nothing to do a second time',
      async () => {
        await github.aws.calls();
        const run = await github.run('deploy');
        expect(run.job('record').outputs['state']).toBe('unchanged');
        expect(run.results).toContain('verify skipped');
        expect(await built()).toEqual([]);
      },
      RUN_MS,
    );

    test(
      'is left as it is by infrastructure.yml: nothing that is signed is built or recorded anew',
      async () => {
        await github.aws.calls();
        const run = await github.run('infrastructure');
        if (run.job('build').result !== 'success') throw new Error(run.log);
        expect(run.job('build').log).toContain('unchanged: staging runs these images already');
        expect(run.job('build').summary).toContain(`staging: https://${host}`);
        expect(await built()).toEqual([]);
        expect(digests()).toEqual(ofDeploy);
      },
      RUN_MS,
    );

    test(
      'is left as it is even while the registry does not answer: infrastructure.yml ends red',
      async () => {
        await github.aws.calls();
        await github.aws.interrupt('fail', 'aws ecr describe-images *');
        const run = await github.run('infrastructure');
        expect(github.aws.interrupted).toBe(true);
        expect(run.results).toBe('build failure');
        expect(run.log).toContain('It is not known whether the registry has backend');
        expect(await built()).toEqual([]);
        expect(digests()).toEqual(ofDeploy);
      },
      RUN_MS,
    );

    test(
      'and build.sh builds what is newer than any deploy, and keeps what is not',
      async () => {
        await github.push('feat(ui): other', (folder) =>
          appendFile(join(folder, 'src/ui/main.ts'), '\n// Other.\n'),
        );
        await github.aws.calls();
        const first = await github.run('infrastructure');
        if (first.job('build').result !== 'success') throw new Error(first.log);
        expect(await built()).toEqual([expect.stringContaining('src/ui/Dockerfile')]);
        expect(digests()[0]).toBe(ofDeploy[0]);
        expect(github.signed).not.toContain(digests()[1]);
        const then = await github.run('deploy');
        expect([then.results, then.log]).toEqual([
          expect.stringContaining(HEALTHY),
          expect.anything(),
        ]);
        expect(github.signed).toEqual(expect.arrayContaining([...digests()]));
      },
      RUN_MS,
    );
  });

  test(
    'destroy.yml does nothing when another name is typed',
    async () => {
      const run = await github.run('destroy', { project: 'live-chats' });
      expect(run.results).toBe('destroy failure');
      expect(run.job('destroy').log).toContain('That was not live-chat; nothing was done.');
    },
    RUN_MS,
  );

  test(
    "'Destroy it' leaves nothing, and says so",
    async () => {
      const commands = commandsUnder('Destroy it');
      expect(commands).toEqual(['gh workflow run destroy.yml --field project=live-chat']);
      const run = await github.run('destroy', { project: 'live-chat' });
      if (run.results !== 'destroy success') throw new Error(run.log);
      expect(run.job('destroy').log).toContain('Nothing is left of live-chat');
    },
    RUN_MS,
  );
});
