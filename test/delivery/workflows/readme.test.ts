import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/tools/infrastructure-tools.ts';
import { answerFrom } from '../command.ts';
import { describeWith } from '../infrastructure/with-providers.ts';
import { REPOSITORY } from '../repository.ts';
import { GitHub } from './github.ts';
import { commandsUnder } from './readme.ts';
import { readWorkflow, startsOnPush } from './workflow.ts';

const RUN_MS = 300_000;
const ADDRESS = /^staging: https:\/\/\S+\.elb\.amazonaws\.com$/m;

/** Whoever sits there types what the README says, and answers what is asked. */
describeWith([AWS_PROVIDER], 'the README, followed word by word', () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await GitHub.start();
  }, 60_000);
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
      expect(run.job('build').summary).toMatch(ADDRESS);
      expect(github.aws.followed('environments/staging/images.yaml')).toMatch(
        /sha256:[0-9a-f]{64}/,
      );
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
      const images = github.aws.followed('environments/staging/images.yaml');
      const run = await github.run('infrastructure');
      if (run.job('build').result !== 'success') throw new Error(run.log);
      expect(run.job('build').summary).toMatch(ADDRESS);
      expect(run.job('build').log).toContain('The cluster is as it should be.');
      expect(github.aws.followed('environments/staging/images.yaml')).toBe(images);
    },
    RUN_MS,
  );

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
