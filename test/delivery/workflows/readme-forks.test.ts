import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { describeWith } from '../infrastructure/with-providers.ts';
import type { Fork } from './github.ts';
import { commandsUnder } from './readme.ts';
import { Walk } from './walk.ts';

const DOMAIN = 'chat.example.com';

interface Walkthrough {
  readonly fork: Fork;
  /** What the person writes into config.sh. */
  readonly lines: string;
  /** The final addresses of the environments. */
  readonly staging: RegExp;
  readonly production: RegExp;
}

const WALKTHROUGHS: Readonly<Record<string, Walkthrough>> = {
  'a private copy with a domain': {
    fork: { private: true, domain: DOMAIN },
    lines: `DOMAIN=${DOMAIN}\nREPOSITORY_PRIVATE=true\n`,
    staging: /^https:\/\/staging\.chat\.example\.com$/,
    production: /^https:\/\/chat\.example\.com$/,
  },
  'a fork with a protected main': {
    fork: { protected: true },
    lines: '# Mine.\n',
    staging: /^https:\/\/k8s-staging\S+\.elb\.amazonaws\.com$/,
    production: /^https:\/\/k8s-production\S+\.elb\.amazonaws\.com$/,
  },
};

describeWith([AWS_PROVIDER], 'the README, followed word by word in', () => {
  describe.each(Object.entries(WALKTHROUGHS))('%s', (_, { fork, lines, staging, production }) => {
    let walk: Walk;
    beforeAll(async () => {
      walk = await Walk.begin(fork);
      await walk.github.willWrite(lines);
    });
    afterAll(() => walk?.stop());

    test('leads to a reachable staging and production, a promotion, a rollback, and nothing left', async () => {
      const { github } = walk;
      if (fork.private) await walk.makePrivateCopy();
      const pushed = github.head();
      await walk.follow('Deploy your own');
      expect(github.started(pushed)).toEqual(['deploy', 'infrastructure']);
      expect(Object.keys(github.settings.secrets)).toEqual(
        fork.private ? ['ARGOCD_REPOSITORY_TOKEN'] : [],
      );
      await walk.run('infrastructure');
      await walk.mergeRecord();
      await walk.run('deploy');
      await walk.mergeRecord();

      const [start = '', merge = ''] = commandsUnder('Promote');
      await walk.type(start);
      await walk.run('promote');
      const merged = github.head();
      await walk.type(merge);
      const promoted = await walk.run('environments', merged);
      expect(Walk.addressIn(promoted, 'production/watch')).toMatch(production);

      const before = github.head();
      const images = github.aws.followed('environments/staging/images.yaml');
      await walk.follow('Roll back');
      expect(github.aws.followed('environments/staging/images.yaml')).not.toBe(images);
      const rolledBack = await walk.run('environments', before);
      expect(Walk.addressIn(rolledBack, 'staging/watch')).toMatch(staging);

      await walk.follow('Destroy it');
      const end = await github.run('destroy', { project: 'live-chat' });
      expect([end.results, end.log]).toEqual([
        'destroy success',
        expect.stringContaining('Nothing is left of live-chat'),
      ]);
    });
  });
});
