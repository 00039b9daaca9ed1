import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AWS_PROVIDER } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { describeWith } from '../infrastructure/with-providers.ts';
import type { Fork } from './github.ts';
import { commandsUnder } from './readme.ts';
import { Walk } from './walk.ts';

/** A kind of fork, and what becomes of it. */
export interface Walkthrough {
  readonly fork: Fork;
  /** What the person writes into config.sh. */
  readonly lines: string;
  /** The final addresses of the environments. */
  readonly staging: RegExp;
  readonly production: RegExp;
}

/** Follows the README from nothing to a deployment and back, in one kind of fork. */
export function followIn(kind: string, { fork, lines, staging, production }: Walkthrough): void {
  describeWith([AWS_PROVIDER], `the README, followed word by word in ${kind},`, () => {
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
}
