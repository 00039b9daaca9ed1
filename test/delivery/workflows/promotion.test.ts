import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Site } from './site.ts';

let site: Site;

/** Publishes images and records them for staging. */
async function publish(): Promise<void> {
  const { code, log, outputs } = await site.run(await site.clone(), 'scripts/publish-images');
  if (code !== 0) throw new Error(log);
  const { backend = '', ui = '' } = outputs;
  await site.record(['staging', backend, ui]);
}

beforeAll(async () => {
  site = await Site.start();
  await site.push({ 'src/protocol/errors.ts': '\n// 2\n' }, 'feat(protocol): two');
  await publish();
});
afterAll(() => site.stop());

/** Signatures are a list here; test/cluster/signatures.test.ts uses the real cosign. */
describe('a promotion', () => {
  it("requires the identity of this repository's deploy workflow", async () => {
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

  it('fails, and proposes nothing, when staging is not healthy', async () => {
    const run = await site.workflow('promote', { states: { 'broken-is-new': 'none of these' } });
    expect(run.results).toBe('check failure, propose skipped');
    expect(run.job('check').log).toContain('unhealthy: ');
    expect(site.said('endpoint')).toBeUndefined();
    expect(await site.pullRequests()).toEqual([]);
  });

  it('fails, and proposes nothing, when an image is not signed', async () => {
    await rm(join(site.world, 'signed'));
    const run = await site.workflow('promote');
    expect(run.results).toBe('check failure, propose skipped');
    expect(run.job('check').log).toContain('unsigned: ');
  });

  it('proposes the digests of staging with the first change log, and does not change main', async () => {
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

  it('lists the commits of a later promotion', async () => {
    site.git('update-ref', 'refs/heads/main', promote);
    await site.is(`pull-requests/${promote.replace('/', '_')}`, undefined);
    await site.push({ 'src/protocol/errors.ts': '\n// 3\n' }, 'feat(protocol): three');
    await publish();
    await signAll();
    await site.workflow('promote');
    const text = site.said(`pull-requests/${promote.replace('/', '_')}`);
    expect(text).toMatch(/What it brings, from \w{12} to \w{12}:\n\n- feat\(protocol\): three/);
    expect(text).not.toContain('two');
  });

  it('has nothing to propose when production already runs it', async () => {
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
