import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerFrom } from '../command.ts';
import type { RunEnd } from './runner.ts';
import { Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.start();
});
afterAll(() => site.stop());

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** A record on the branch, as a workflow makes it. */
async function record(environment: string, digit: string): Promise<string> {
  const end = await site.record([environment, digest(digit), digest(digit)]);
  if (end.outputs['state'] !== 'recorded') throw new Error(end.log);
  return end.outputs['commit'] ?? '';
}

/** Runs what GitHub runs after somebody has pushed or merged the commits since a given one. */
async function pushed(
  before: string,
  states: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<RunEnd> {
  expect(site.started(before)).toContain('environments');
  return site.workflow('environments', { before, states, env });
}

describe('an environment whose record was merged', () => {
  it('gets its host published, is waited for and tried in a browser, in production as in staging', async () => {
    for (const environment of ['staging', 'production']) {
      const before = site.head;
      await record(environment, 'a');
      expect(site.said(`host-${environment}`)).toBeUndefined();
      const run = await pushed(before);
      expect([run.job(`${environment}/watch`).result, run.log]).toEqual([
        'success',
        expect.stringContaining(`healthy: ${environment} runs the recorded images`),
      ]);
      expect(site.said(`host-${environment}`)).toBe(`${environment}.example.org\n`);
    }
    expect(site.said('endpoint')).toBeUndefined();
    expect(site.roles.get('rollout')).toMatch(/-watch$/);
  });

  it('leaves the endpoint open that a person has opened', async () => {
    await site.is('endpoint', '198.51.100.9/32');
    const run = await site.workflow('environments', {});
    expect(run.results).toContain('staging/watch success');
    expect(site.said('endpoint')).toBe('198.51.100.9/32\n');
    await site.is('endpoint', undefined);
  });

  it('is not affected by a change of the other one', async () => {
    const before = site.head;
    await record('staging', 'b');
    const run = await pushed(before);
    expect(run.results).toContain('staging/watch success');
    expect(run.results).toContain('production skipped');
  });

  it('is reverted when nobody can chat there', async () => {
    const before = { head: site.head, images: site.images('production') };
    await record('production', 'b');
    const run = await pushed(before.head, { 'smoke-red': '' });
    expect(run.job('production/revert').log).toContain('reverted: production runs again');
    expect(site.images('production')).toBe(before.images);
  });

  it('is not reverted by a job that could not check because AWS did not answer', async () => {
    const before = site.head;
    const commit = await record('production', 'c');
    const run = await pushed(before, { 'no-argocd': '' }, { WAIT_API: '1' });
    expect(run.results).toContain('production/watch failure, production/revert skipped');
    expect(site.head).toBe(commit);
  });

  it('is not reverted where the cluster does not yet allow its host to be published', async () => {
    const run = await site.workflow('environments', { states: { 'no-rights': '' } });
    expect(run.results).toContain('staging/watch failure, staging/revert skipped');
    expect(run.job('staging/watch').log).toContain('the infrastructure workflow, allows it');
  });

  it('is no longer waited for once a later record exists', async () => {
    const before = site.head;
    await record('staging', 'd');
    const middle = site.head;
    await record('staging', 'e');
    const run = await site.workflow('environments', { before, at: middle });
    expect(run.job('staging/watch').outputs['state']).toBe('superseded');
    expect(run.results).toContain('staging/revert skipped');
  });
});

describe('what a person changed', () => {
  it('by rolling back is waited for and tried in a browser, and never reverted automatically', async () => {
    const before = await record('production', 'f');
    await site.revert(before);
    const { head } = site;
    const run = await pushed(before, { 'smoke-red': '' });
    expect(run.results).toContain('production/watch failure');
    expect(run.job('production/revert').log).toContain('kept: ');
    expect(site.head).toBe(head);
  });

  it('in sizes counts once Argo CD has seen exactly that commit', async () => {
    const before = site.head;
    await site.push({ 'environments/staging/values.yaml': '# Other.\n' });
    const late = await pushed(before, { compared: before });
    expect(late.job('staging/watch').outputs['state']).toBe('unhealthy');
    expect(late.job('staging/revert').log).toContain('kept: ');
    expect((await pushed(before)).job('staging/watch').outputs['state']).toBe('healthy');
  });

  it('in the chart is tried in every environment', async () => {
    const before = site.head;
    await site.push({ 'charts/live-chat/README.md': '\nWords.\n' });
    const run = await pushed(before);
    expect(run.results).toMatch(/staging\/watch success.*production\/watch success/);
  });

  it('waits for nothing while there is no cluster', async () => {
    const before = site.head;
    await record('staging', '1');
    const run = await pushed(before, { 'no-cluster': '' });
    expect(run.job('staging/watch').outputs['state']).toBe('no-cluster');
    expect(run.results).toContain('staging/watch success, staging/revert skipped');
  });
});

describe('a change that would remove an environment that runs', () => {
  const check = async (change: (clone: string) => Promise<unknown>, message = 'fix: x') => {
    const clone = await site.clone();
    await change(clone);
    answerFrom('git', ['-C', clone, 'add', '--all', '--', 'environments']);
    const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
    answerFrom('git', ['-C', clone, ...who, 'commit', '--quiet', '--message', message]);
    return site.run(clone, 'scripts/changed-environments', ['origin/main']);
  };
  const file = (clone: string, name: string): string =>
    join(clone, 'environments/production', name);
  const removed = (name: string) => (clone: string) => rm(file(clone, name));
  const rewritten = (name: string, from: RegExp, to: string) => async (clone: string) => {
    answerFrom('sed', ['-i', '-E', `s/${from.source}/${to}/`, file(clone, name)]);
  };
  const withoutComponent = async (clone: string) => {
    answerFrom('sed', ['-i', '/^ui:/,+1d', file(clone, 'images.yaml')]);
  };

  it.each([
    ['a revert of its first record', removed('images.yaml')],
    ['the removal of its description', removed('env.yaml')],
    ['another name', rewritten('env.yaml', /^environment: production/, 'environment: prod')],
    ['another namespace', rewritten('env.yaml', /^namespace: .*/, 'namespace: live-chat-prod')],
    ['a component less', withoutComponent],
  ])('is rejected: %s', async (_, change) => {
    const { code, log } = await check(change);
    expect([code, log]).toEqual([1, expect.stringContaining('removal: production: ')]);
    expect(log).toContain("docs/delivery.md, 'Roll back'");
  });

  it('is rejected if images.yaml has another form, which a reader could take for nothing', async () => {
    const { code, log } = await check(rewritten('images.yaml', /^ui:/, 'uis:'));
    expect([code, log]).toEqual([1, expect.stringContaining("An images.yaml holds 'uis:'")]);
  });

  it('is accepted when a commit says that it is intended', async () => {
    const message = 'chore: no production\n\nRemoves-Environment: production';
    const { code, log } = await check(removed('images.yaml'), message);
    expect([code, log]).toEqual([0, expect.stringContaining("as 'Removes-Environment' says")]);
  });

  it('also fails after a push to main, and the other environment is not touched', async () => {
    const before = site.head;
    await site.change('revert: first', async (clone) => {
      answerFrom('git', ['-C', clone, 'rm', '--quiet', 'environments/production/images.yaml']);
    });
    const run = await pushed(before);
    expect(run.results).toBe('changed failure, staging skipped, production skipped');
    expect(run.job('changed').log).toContain('removal: production: ');
  });
});
