import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerFrom } from '../command.ts';
import { type Ending, Site } from './site.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
/** All deploys of this file are of images whose digests repeat a digit. */
const record = (
  backend: string,
  ui = backend,
  options: { readonly clone?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ending> => site.record(['staging', digest(backend), digest(ui)], options);

let site: Site;
beforeAll(async () => {
  site = await Site.start();
});
afterAll(() => site.stop());

/**
 * Two scripts in two checkouts at the same time: both have fetched and neither has pushed when the
 * first may continue.
 */
async function race(
  first: () => Promise<Ending>,
  second: () => Promise<Ending>,
  barrier: string,
): Promise<[Ending, Ending]> {
  await mkdir(barrier);
  const pipes = ['first', 'second'].flatMap((name) => [`arrived-${name}`, `go-${name}`]);
  answerFrom(
    'mkfifo',
    pipes.map((name) => join(barrier, name)),
  );
  const runs = [first(), second()] as const;
  const arrived = ['first', 'second'].map((name) => readFile(join(barrier, `arrived-${name}`)));
  await Promise.all(arrived);
  await writeFile(join(barrier, 'go-first'), 'go\n');
  const winner = await runs[0];
  await writeFile(join(barrier, 'go-second'), 'go\n');
  return [winner, await runs[1]];
}

const racing = (barrier: string, name: string): NodeJS.ProcessEnv => ({
  BARRIER: barrier,
  RACER: name,
});

/** A checkout of each of two pushes, the older first. */
async function twoPushes(): Promise<[string, string]> {
  await site.push({ 'src/backend/main.ts': '\n// One.\n' });
  const older = await site.clone();
  await site.push({ 'src/ui/main.ts': '\n// Two.\n' });
  return [older, await site.clone()];
}

describe('two deploys at the same time', () => {
  it('both land when the older is faster, the newer on top of it after a push that was really rejected', async () => {
    const [older, newer] = await twoPushes();
    const barrier = join(site.folder, 'barrier-1');
    const [first, second] = await race(
      () => record('a', 'a', { clone: older, env: racing(barrier, 'first') }),
      () => record('a', 'b', { clone: newer, env: racing(barrier, 'second') }),
      barrier,
    );
    expect([first.code, first.outputs['state']]).toEqual([0, 'recorded']);
    expect([second.code, second.outputs['state']]).toEqual([0, 'recorded']);
    expect(second.log).toMatch(/!.*\[rejected\]/);
    expect(second.log).toContain('Somebody was faster (try 1 of 4)');
    expect(site.git('log', '-2', '--format=%H', 'main').split('\n')).toEqual([
      second.outputs['commit'],
      first.outputs['commit'],
    ]);
    expect([site.digest('backend'), site.digest('ui')]).toEqual([digest('a'), digest('b')]);
  });

  it('the older reverts nothing when the newer, which contains its change, is faster', async () => {
    const [older, newer] = await twoPushes();
    const barrier = join(site.folder, 'barrier-2');
    const [first, second] = await race(
      () => record('c', 'd', { clone: newer, env: racing(barrier, 'first') }),
      () => record('c', 'b', { clone: older, env: racing(barrier, 'second') }),
      barrier,
    );
    expect(first.outputs['state']).toBe('recorded');
    expect(second.log).toMatch(/!.*\[rejected\]/);
    expect([second.code, second.outputs['state']]).toEqual([0, 'overtaken']);
    expect([site.digest('backend'), site.digest('ui')]).toEqual([digest('c'), digest('d')]);
  });

  it('a race that the remote detects counts as a lost race, not as a protected branch', async () => {
    const once = 'test -e lost || { touch lost; echo "cannot lock ref" >&2; exit 1; }';
    const { log, outputs } = await site.withUpdateHook(once, () => record('e'));
    expect(log).toContain('[remote rejected]');
    expect(outputs['state']).toBe('recorded');
    expect(await site.pullRequests()).toEqual([]);
  });

  it('both land when a person pushes other files at the same time', async () => {
    const clone = await site.clone();
    const barrier = join(site.folder, 'barrier-3');
    const [person, deploy] = await race(
      async () => {
        await writeFile(join(barrier, 'arrived-first'), '');
        await readFile(join(barrier, 'go-first'));
        return { code: 0, log: await site.push({ 'docs/notes.md': 'Words.\n' }), outputs: {} };
      },
      () => record('f', 'f', { clone: clone, env: racing(barrier, 'second') }),
      barrier,
    );
    expect(deploy.outputs['state']).toBe('recorded');
    expect(deploy.log).toMatch(/!.*\[rejected\]/);
    expect(site.git('log', '-1', '--format=%P', deploy.outputs['commit'] ?? '')).toBe(person.log);
  });

  it('fails with an explanation and without changes when each of four pushes is rejected', async () => {
    const clone = await site.clone();
    const before = site.head;
    const never = 'echo "cannot lock ref" >&2; exit 1';
    const { code, log, outputs } = await site.withUpdateHook(never, () =>
      record('9', '9', { clone }),
    );
    expect([code, outputs['state']]).toEqual([1, 'rejected']);
    expect(log).toContain('rejected: 4 pushes to main were refused');
    expect(site.head).toBe(before);
    expect(answerFrom('git', ['-C', clone, 'status', '--porcelain']).trim()).toBe(
      '?? node_modules',
    );
  });
});

it('what cannot be recorded fails, and nothing is pushed', async () => {
  const before = site.head;
  const { code, log } = await record('0');
  expect([code, log]).toEqual([1, expect.stringContaining('stands for no image')]);
  expect(site.head).toBe(before);
});

describe('a branch that accepts no direct push', () => {
  const PROTECTED =
    'if [ "$1" = refs/heads/main ]; then echo "GH006: Protected branch update failed" >&2; exit 1; fi';

  const BRANCH = 'deploy/chore-staging-new-images';
  const PULL_REQUEST = 'pull-requests/deploy_chore-staging-new-images';
  const proposed = (): string => site.git('show', `${BRANCH}:environments/staging/images.yaml`);
  const propose = (digit: string, env: NodeJS.ProcessEnv = {}): Promise<Ending> =>
    site.withUpdateHook(PROTECTED, () => record(digit, digit, { env }));

  it('gets one pull request, which a second deploy rewrites', async () => {
    const before = site.head;
    for (const digit of ['1', '2']) {
      const { code, outputs } = await propose(digit);
      expect([code, outputs['state']]).toEqual([0, 'proposed']);
    }
    expect(site.head).toBe(before);
    expect(await site.pullRequests()).toEqual(['deploy_chore-staging-new-images']);
    expect(proposed()).toContain(digest('2'));
  });

  it('has a pull request that says how to start its checks, which GitHub does not start, and ends with what machines read', async () => {
    await site.is(PULL_REQUEST, undefined);
    await propose('3', { GITHUB_ACTIONS: 'true', GH_TOKEN: 'invented' });
    const text = site.said(PULL_REQUEST) ?? '';
    expect(text).toContain('close it and open it again');
    expect(text.trimEnd()).toMatch(/\nSource: [0-9a-f]{40}$/);
  });

  it('prints the link for creating the pull request where workflows may not create it', async () => {
    await site.is(PULL_REQUEST, undefined);
    await site.is('no-pull-requests', '');
    const { code, log } = await propose('4');
    await site.is('no-pull-requests', undefined);
    const link = `https://github.com/you/live-chat/compare/main...${BRANCH}`;
    expect([code, log]).toEqual([1, expect.stringContaining(link)]);
    expect(log).toContain('scripts/prepare-github');
    expect(proposed()).toContain(digest('4'));
  });
});

it('a run of a branch that Argo CD does not follow deploys nothing', async () => {
  const clone = await site.clone();
  const settings = (branch: string, event: string) =>
    site.run(clone, 'scripts/settings.sh', ['--environment'], {
      GITHUB_ACTIONS: 'true',
      GITHUB_REF_NAME: branch,
      GITHUB_EVENT_NAME: event,
    });
  expect(await settings('main', 'push')).toMatchObject({ code: 0 });
  expect(await settings('7/merge', 'pull_request')).toMatchObject({ code: 0 });
  const other = await settings('other', 'workflow_dispatch');
  expect([other.code, other.log]).toEqual([1, expect.stringContaining('follows REVISION=main')]);
});

describe('reverting', () => {
  const recorded = async (digit: string): Promise<string> =>
    (await record(digit)).outputs['commit'] ?? '';

  it('does not change what somebody else recorded later', async () => {
    const own = await recorded('3');
    await site.push({ 'src/ui/main.ts': '\n// Later.\n' });
    await record('4');
    const before = site.head;
    const clone = await site.clone();
    const { code, outputs } = await site.run(clone, 'scripts/revert-images', ['staging', own]);
    expect([code, outputs['state']]).toEqual([0, 'superseded']);
    expect(site.head).toBe(before);
  });

  it('does not even when the other record lands between its fetch and its push', async () => {
    await site.push({ 'src/ui/main.ts': '\n// Again.\n' });
    const own = await recorded('5');
    await site.push({ 'src/ui/main.ts': '\n// And again.\n' });
    const [later, revert] = [await site.clone(), await site.clone()];
    const barrier = join(site.folder, 'barrier-4');
    const [first, second] = await race(
      () => record('6', '6', { clone: later, env: racing(barrier, 'first') }),
      () => site.run(revert, 'scripts/revert-images', ['staging', own], racing(barrier, 'second')),
      barrier,
    );
    expect(first.outputs['state']).toBe('recorded');
    expect(second.log).toMatch(/!.*\[rejected\]/);
    expect(second.outputs['state']).toBe('superseded');
    expect(site.digest('ui')).toBe(digest('6'));
  });

  it('keeps later commits to other files', async () => {
    const before = site.images();
    await site.push({ 'src/ui/main.ts': '\n// Once more.\n' });
    const own = await recorded('7');
    await site.push({ 'docs/notes.md': 'More words.\n' }, 'docs: words');
    const { outputs } = await site.run(await site.clone(), 'scripts/revert-images', [
      'staging',
      own,
    ]);
    expect(outputs['state']).toBe('reverted');
    expect(site.images()).toBe(before);
    expect(site.git('show', 'main:docs/notes.md')).toContain('More words.');
  });

  it('by a person, with git revert, rolls back and checks the result; a later push of old code does not undo it', async () => {
    const before = site.images();
    await site.push({ 'src/ui/main.ts': '\n// Wrong.\n' });
    const commit = await recorded('8');
    await site.revert(commit);
    expect(site.images()).toBe(before);
    expect(site.started(`${site.head}^`)).toEqual(['environments']);
    await site.push({ 'README.md': '\nWords.\n' });
    const { outputs } = await record('8');
    expect(outputs['state']).toBe('held-back');
    expect(site.images()).toBe(before);
  });

  it('of the very first record does nothing: without the file Argo CD would remove everything', async () => {
    const first = site.git(
      'log',
      '--format=%H',
      '--diff-filter=A',
      'main',
      '--',
      'environments/staging/images.yaml',
    );
    const clone = await site.clone();
    answerFrom('git', ['-C', clone, 'push', '--quiet', '--force', 'origin', `${first}:main`]);
    const { code, outputs } = await site.run(clone, 'scripts/revert-images', ['staging', first]);
    expect([code, outputs['state']]).toEqual([0, 'first']);
    expect(site.head).toBe(first);
  });
});
