import { spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tool } from '../tools.ts';
import { type Ending, Site } from './site.ts';

let site: Site;
let keys: Readonly<Record<'ours' | 'theirs', string>>;
let programs: string;

/** A pair of keys, as a stand-in for the certificates that GitHub's identity gives. */
function makeKeys(name: string): string {
  const prefix = join(site.folder, name);
  const { status, stderr } = spawnSync(
    tool('COSIGN_PATH'),
    ['generate-key-pair', '--output-key-prefix', prefix],
    { env: { ...process.env, COSIGN_PASSWORD: '' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return prefix;
}

/** The real cosign, before the fake one. */
const really = (): NodeJS.ProcessEnv => ({
  PATH: [programs, site.environment['PATH']].join(delimiter),
  COSIGN_PASSWORD: '',
});

async function publish(key: string | undefined): Promise<string[]> {
  const env = key === undefined ? {} : { ...really(), COSIGN_KEY: `${key}.key` };
  const { code, log, outputs } = await site.run(
    await site.clone(),
    'scripts/publish-images',
    [],
    env,
  );
  if (code !== 0) throw new Error(log);
  return ['backend', outputs['backend'] ?? '', 'ui', outputs['ui'] ?? ''];
}

const record = async (images: readonly string[]): Promise<Ending> =>
  site.run(await site.clone(), 'scripts/record-images', ['staging', ...images]);

const check = async (): Promise<Ending> =>
  site.run(await site.clone(), 'scripts/check-promotion', [], {
    ...really(),
    COSIGN_PUBLIC_KEY: `${keys.ours}.pub`,
  });

beforeAll(async () => {
  site = await Site.start();
  keys = { ours: makeKeys('ours'), theirs: makeKeys('theirs') };
  programs = join(site.folder, 'programs');
  await mkdir(programs);
  await symlink(tool('COSIGN_PATH'), join(programs, 'cosign'));
});
afterAll(() => site.stop());

describe('a promotion', () => {
  it('refuses images that nobody signed', async () => {
    await record(await publish(undefined));
    const { code, log } = await check();
    expect([code, log]).toEqual([1, expect.stringContaining('unsigned: backend sha256:')]);
    expect(log).toContain('no signatures found');
  });

  it('refuses images that somebody else signed', async () => {
    await site.push({ 'src/protocol/errors.ts': '\n// 1\n' });
    await record(await publish(keys.theirs));
    const { code, log } = await check();
    expect([code, log]).toEqual([1, expect.stringContaining('unsigned: backend sha256:')]);
  });

  it('takes images that were really signed by the right one', async () => {
    await site.push({ 'src/protocol/errors.ts': '\n// 2\n' }, 'feat(protocol): two');
    await record(await publish(keys.ours));
    const { code, outputs, log } = await check();
    expect([code, outputs['state'], log]).toEqual([0, 'promotable', expect.anything()]);
  });

  it("asks for the identity of this repository's deploy workflow where there is no key", async () => {
    await site.calls();
    await site.run(await site.clone(), 'scripts/check-promotion');
    const verify = (await site.calls()).find((call) => call.startsWith('cosign verify'));
    expect(verify).toContain(
      '--certificate-identity https://github.com/you/live-chat/.github/workflows/deploy.yml@refs/heads/main',
    );
    expect(verify).toContain(
      '--certificate-oidc-issuer https://token.actions.githubusercontent.com',
    );
  });
});

describe('promote.yml', () => {
  const promote = 'deploy/promote-staging-to-production';

  it('is red, and proposes nothing, when staging is not healthy', async () => {
    await site.is('broken-is-new', 'none of these');
    const run = await site.workflow('promote');
    await site.is('broken-is-new', undefined);
    expect(run.results).toBe('check failure, propose skipped');
    expect(run.job('check').log).toContain('unhealthy: ');
    expect(site.said('endpoint')).toBeUndefined();
    expect(await site.pullRequests()).toEqual([]);
  });

  it('is red, and proposes nothing, when an image is not signed', async () => {
    const run = await site.workflow('promote');
    expect(run.results).toBe('check failure, propose skipped');
    expect(run.job('check').log).toContain('unsigned: ');
  });

  it('proposes the digests of staging with the first change log, and main stays as it is', async () => {
    await signAll();
    const before = site.head;
    const run = await site.workflow('promote');
    expect(run.results).toBe('check success, propose success');
    expect(site.head).toBe(before);
    expect(site.git('diff', '--name-only', 'main', promote)).toBe(
      'environments/production/images.yaml',
    );
    expect(site.git('show', `${promote}:environments/production/images.yaml`)).toContain(
      site.digest('ui'),
    );
    expect(site.said(`pull-requests/${promote.replace('/', '_')}`)).toContain(
      'The first promotion, up to ',
    );
  });

  it('says what a later promotion brings, commit by commit', async () => {
    site.git('update-ref', 'refs/heads/main', promote);
    await site.is(`pull-requests/${promote.replace('/', '_')}`, undefined);
    await site.push({ 'src/protocol/errors.ts': '\n// 3\n' }, 'feat(protocol): three');
    await record(await publish(undefined));
    await signAll();
    await site.workflow('promote');
    const text = site.said(`pull-requests/${promote.replace('/', '_')}`);
    expect(text).toMatch(/What it brings, from \w{12} to \w{12}:\n\n- feat\(protocol\): three/);
    expect(text).not.toContain('two');
  });

  it('has nothing to propose when production runs it already', async () => {
    site.git('update-ref', 'refs/heads/main', promote);
    const run = await site.workflow('promote');
    expect(run.job('check').outputs['commit']).toBe('');
    expect(run.results).toBe('check success, propose skipped');
  });
});

/** The list of the fake cosign: the workflow runs without keys. */
const signAll = (): Promise<void> =>
  writeFile(
    join(site.world, 'signed'),
    ['backend', 'ui']
      .map((name) => `${site.registry.address}/live-chat/${name}@${site.digest(name)}\n`)
      .join(''),
  );
