import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { describeWith } from '../infrastructure/with-providers.ts';
import type { GitHub } from './github.ts';
import { commandsUnder } from './readme.ts';
import { Walk } from './walk.ts';

const ADDRESS = /^staging: https:\/\/(\S+\.elb\.amazonaws\.com)$/m;

describeWith(
  [AWS_PROVIDER],
  'the README, followed word by word in a public fork without a domain',
  () => {
    let walk: Walk;
    let github: GitHub;
    /** The address of staging, once it exists. */
    let host: string;
    const images = (): string => github.aws.followed('environments/staging/images.yaml');
    /** What staging runs according to the branch: the digests of relay and page. */
    const digests = (): readonly string[] => images().match(/sha256:[0-9a-f]{64}/g) ?? [];
    const built = async (): Promise<readonly string[]> =>
      (await github.aws.calls()).filter((call) => call.startsWith('docker buildx build'));

    beforeAll(async () => {
      walk = await Walk.begin();
      github = walk.github;
    });
    // A fixture that did not start has nothing to stop, and has printed the reason.
    afterAll(() => walk?.stop());

    test("'Deploy your own' leads from nothing to a printed address", async () => {
      const before = github.head();
      await github.willWrite('# Mine.\n');
      const log = await walk.follow('Deploy your own');
      expect(log).toContain('AWS_ACCOUNT_ID = 123456789012');
      expect(github.settings).toEqual({
        enabled: true,
        pulls: true,
        environments: {
          infrastructure: ['main'],
          destroy: ['main'],
          drift: ['main'],
          staging: ['main'],
          production: ['main'],
        },
        variables: { AWS_ACCOUNT_ID: '123456789012' },
        secrets: {},
        schedules: ['drift.yml'],
      });
      expect(github.started(before)).toEqual(['deploy', 'infrastructure']);
      const run = await walk.run('infrastructure');
      host = run.job('build').summary.match(ADDRESS)?.[1] ?? '';
      expect(host).not.toBe('');
      expect(digests()).toHaveLength(2);
      const question = 'describe-cluster --name live-chat --query cluster.status --output text';
      expect(github.aws.aws('eks', question)).toBe('ACTIVE');
    });

    test('scripts/prepare-github changes nothing the second time, and without gh prints what to click', async () => {
      const before = github.settings;
      const again = await walk.type('scripts/prepare-github');
      expect(again).toContain('as it should be: environment production, for main alone');
      expect(github.settings).toEqual({ ...before, schedules: ['drift.yml', 'drift.yml'] });
      const printed = await walk.type('scripts/prepare-github --print');
      for (const words of ['go ahead and enable them', 'create and approve pull requests']) {
        expect(printed).toContain(words);
      }
      expect(printed).toContain('infrastructure, destroy, drift, staging, production');
    });

    describe('deploy.yml, where infrastructure.yml has been', () => {
      const HEALTHY =
        'images success, record success, rollout/watch success, rollout/revert skipped';

      test('takes over: what build.sh recorded unsigned is built, signed and monitored', async () => {
        const ofBuild = digests();
        expect(new Set(ofBuild).size).toBe(2);
        expect(github.signed).toEqual([]);
        const run = await github.run('deploy');
        expect([run.results, run.log]).toEqual([
          expect.stringContaining(HEALTHY),
          expect.stringContaining(`healthy: staging runs the recorded images at https://${host}`),
        ]);
        expect(new Set([...ofBuild, ...digests()]).size).toBe(4);
        expect(github.signed.toSorted()).toEqual(digests().toSorted());
      });

      test('is left as it is by infrastructure.yml, which builds only what is newer than any deploy', async () => {
        const ofDeploy = digests();
        await github.push('feat(ui): other', (folder) =>
          appendFile(join(folder, 'src/ui/main.ts'), '\n// Other.\n'),
        );
        await github.aws.calls();
        const run = await walk.run('infrastructure');
        expect(run.job('build').log).toContain('The cluster is as it should be.');
        expect(run.job('build').summary).toContain(`staging: https://${host}`);
        expect(await built()).toEqual([expect.stringContaining('src/ui/Dockerfile')]);
        expect(digests()[0]).toBe(ofDeploy[0]);
        expect(github.signed).not.toContain(digests()[1]);
        expect((await walk.run('deploy')).results).toContain(HEALTHY);
        expect(github.signed).toEqual(expect.arrayContaining([...digests()]));
      });
    });

    test("'Promote' leads to a reachable production, also the first time", async () => {
      const [start = '', merge = ''] = commandsUnder('Promote');
      await walk.type(start);
      expect(github.asked.at(-1)).toBe('workflow run promote.yml');
      await walk.run('promote');
      const before = github.head();
      await walk.type(merge);
      expect(github.started(before)).toEqual(['environments']);
      const run = await walk.run('environments', before);
      expect(run.results).toContain('staging skipped, production/watch success');
      expect(Walk.addressIn(run, 'production/watch')).toMatch(/^https:\/\/k8s-production\S+/);
      expect(github.aws.followed('environments/production/images.yaml')).toBe(images());
    });

    test("'Roll back' returns staging to what it ran before, monitored and tried in a browser", async () => {
      const [, now] = digests();
      const before = github.head();
      await walk.follow('Roll back');
      expect(digests()).not.toContain(now);
      expect(github.started(before)).toEqual(['environments']);
      const run = await walk.run('environments', before);
      expect(run.results).toContain('staging/watch success, staging/revert skipped');
    });

    test('destroy.yml does nothing when another name is typed', async () => {
      const run = await github.run('destroy', { project: 'live-chats' });
      expect(run.results).toBe('destroy failure');
      expect(run.job('destroy').log).toContain('That was not live-chat; nothing was done.');
    });

    test("'Destroy it' leaves nothing, and says so", async () => {
      const commands = commandsUnder('Destroy it');
      expect(commands).toEqual(['gh workflow run destroy.yml --field project=live-chat']);
      const run = await github.run('destroy', { project: 'live-chat' });
      if (run.results !== 'destroy success') throw new Error(run.log);
      expect(run.job('destroy').log).toContain('Nothing is left of live-chat');
    });
  },
);
