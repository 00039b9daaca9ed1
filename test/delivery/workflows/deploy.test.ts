import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.start();
});
afterAll(() => site.stop());

const HEALTHY =
  'tests/product success, tests/engines success, tests/delivery success, tests/control-plane success, tests success, images success, record success, rollout/watch success, rollout/revert skipped, rollout success';

/** The part of build.sh that builds images. */
const ENSURE_IMAGES = `#!/usr/bin/env bash
set -euo pipefail
ROOT="$PWD"
for noun in log settings account state images-file image; do source "$ROOT/scripts/deploy/$noun.sh"; done
load_settings
enter_account
ensure_images
`;

const nothing = (log: string): void => expect(log).not.toContain('docker buildx');

describe('a push to main', () => {
  it('is only tested while the repository has no account', async () => {
    const run = await site.workflow('deploy', { account: '' });
    expect(run.results).toContain('tests success, images skipped, record skipped');
  });

  it('reports that infrastructure must run first while there is no registry', async () => {
    const run = await site.workflow('deploy', { states: { 'no-registry': '' } });
    expect(run.job('images').outputs['state']).toBe('no-registry');
    expect(run.results).toContain('images success, record skipped');
    expect(run.job('images').summary).toContain('the infrastructure workflow, makes it');
  });

  it('is tested, built, scanned, signed, recorded, monitored and tried in a browser', async () => {
    const source = site.head;
    await site.calls();
    const run = await site.workflow('deploy');
    expect(run.results).toBe(HEALTHY);
    for (const component of ['backend', 'ui']) {
      expect(site.digest(component)).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(site.said('signed')).toContain(`live-chat/${component}@${site.digest(component)}`);
    }
    const message = site.git('log', '-1', '--format=%B', 'main');
    expect(message).toContain(`backend ${site.digest('backend')}`);
    expect(message).toContain(`Source: ${source}`);
    const calls = await site.calls();
    const at = (pattern: RegExp): number => calls.findIndex((call) => pattern.test(call));
    const order = [/docker buildx/, /grype registry/, /cosign sign/, /aws ecr put-image/].map(at);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(
      [...site.roles].map(([session, role]) => `${session} ${role.replace(/^.*-/, '')}`),
    ).toEqual(['images push', 'rollout watch']);
    expect(site.said('endpoint')).toBeUndefined();
  });

  it("creates a commit that could start only a check of the environment, and with a job's token not even that", async () => {
    expect(site.started(`${site.head}^`)).toEqual(['environments']);
    expect(site.git('diff', '--name-only', `${site.head}^`, site.head)).toBe(
      'environments/staging/images.yaml',
    );
  });

  it('builds, signs and records nothing when the app did not change', async () => {
    const before = await site.push({ 'README.md': '\nMore words.\n' }, 'docs: words');
    expect(site.started(`${before}^`)).toEqual(['deploy']);
    await site.calls();
    const run = await site.workflow('deploy');
    expect(run.job('record').outputs['state']).toBe('unchanged');
    expect(run.results).toContain('record success, rollout skipped');
    expect(site.head).toBe(before);
    const calls = (await site.calls()).join('\n');
    nothing(calls);
    expect(calls).not.toContain('cosign sign');
  });

  it('builds and records only what changed', async () => {
    const [backend, ui] = [site.digest('backend'), site.digest('ui')];
    await site.push({ 'src/backend/main.ts': '\n// Other.\n' });
    const run = await site.workflow('deploy');
    expect(run.results).toBe(HEALTHY);
    expect(site.digest('ui')).toBe(ui);
    expect(site.digest('backend')).not.toBe(backend);
  });

  it('replaces what infrastructure.yml has recorded for the same commit', async () => {
    // As after build.sh: images for one architecture, unsigned, under separate tags.
    const unsigned = { backend: `sha256:${'1'.repeat(64)}`, ui: `sha256:${'2'.repeat(64)}` };
    const first = await site.record(['staging', unsigned.backend, unsigned.ui]);
    expect([first.code, first.outputs['state']]).toEqual([0, 'recorded']);
    const run = await site.workflow('deploy');
    expect(run.results).toBe(HEALTHY);
    expect(run.job('record').outputs['state']).toBe('recorded');
    for (const digest of Object.values(unsigned)) expect(site.images()).not.toContain(digest);
    // And a second run of infrastructure keeps the signed images.
    const clone = await site.clone();
    await writeFile(join(clone, 'ensure-images'), ENSURE_IMAGES, { mode: 0o755 });
    await site.calls();
    const ensured = await site.run(clone, 'ensure-images');
    nothing((await site.calls()).join('\n'));
    for (const component of ['backend', 'ui']) {
      expect(ensured.log).toContain(`${component} ${site.digest(component)}`);
    }
    // No answer does not mean 'missing': signed images would be replaced by unsigned ones.
    await site.registry.stop();
    const silent = await site.run(clone, 'ensure-images');
    await site.registry.start();
    nothing((await site.calls()).join('\n'));
    expect([silent.code, silent.log]).toEqual([1, expect.stringContaining('It is not known')]);
  });
});

describe('a deploy that fails', () => {
  let before: string;
  beforeEach(() => {
    before = site.images();
  });

  it('is reverted when Argo CD does not report it healthy, and the run fails', async () => {
    await site.push({ 'src/backend/main.ts': '\n// Broken.\n' });
    // The images are not known before they are built; everything new on the branch is broken.
    const run = await site.workflow('deploy', { states: { 'broken-is-new': before } });
    expect(run.job('rollout/watch').log).toContain('unhealthy: staging does not become healthy');
    expect(run.job('rollout/revert').result).toBe('success');
    expect(run.job('rollout/revert').log).toContain('reverted: staging runs again');
    expect(site.images()).toBe(before);
    expect(site.said('endpoint')).toBeUndefined();
  });

  it('is not deployed again by the next push that changes something else', async () => {
    await site.push({ 'README.md': '\nWords.\n' }, 'docs: words');
    const run = await site.workflow('deploy');
    expect(run.job('record').outputs['state']).toBe('held-back');
    expect(site.images()).toBe(before);
  });

  it('is deployed again when somebody requests it', async () => {
    const run = await site.workflow('deploy', { inputs: { again: 'true' } });
    expect(run.results).toBe(HEALTHY);
    expect(site.images()).not.toBe(before);
  });

  it('is reverted when nobody can chat there', async () => {
    await site.push({ 'src/ui/main.ts': '\n// Silent.\n' });
    const run = await site.workflow('deploy', { states: { 'smoke-red': '' } });
    expect(run.job('rollout/revert').log).toContain('reverted: staging runs again');
    expect(site.images()).toBe(before);
  });
});

describe('a deploy that fails before it is recorded', () => {
  let before: string;
  beforeEach(() => {
    before = site.images();
  });

  it.each([
    ['a test', { 'src/backend/main.ts': '\n// TEST FAILS\n' }, {}, 'tests', 'TEST FAILS'],
    [
      'the build',
      { 'src/ui/main.ts': '\n// BUILD FAILS\n' },
      {},
      'images',
      'build: ui could not be built',
    ],
    ['the scan', { 'src/ui/main.ts': '\n// 3\n' }, { critical: '' }, 'images', 'scan: '],
  ] as const)(
    'because of %s changes nothing in staging and prints the reason',
    async (_, files, states, job, reason) => {
      const commit = await site.push(files);
      const run = await site.workflow('deploy', { states });
      await site.revert(commit);
      expect(run.job(job).result).toBe('failure');
      if (job === 'images') expect(run.job(job).log).toContain(reason);
      expect(run.results).toContain('record skipped, rollout skipped');
      expect(site.images()).toBe(before);
    },
  );

  it('because of a registry that does not answer builds and changes nothing', async () => {
    await site.registry.stop();
    await site.calls();
    const run = await site.workflow('deploy');
    await site.registry.start();
    expect(run.job('images').log).toContain('The registry does not answer');
    nothing((await site.calls()).join('\n'));
    expect(site.images()).toBe(before);
  });

  it('does not tag an image that the scan rejected: the next run builds and scans it again', async () => {
    await site.push({ 'src/ui/main.ts': '\n// 4\n' });
    await site.workflow('deploy', { states: { critical: '' } });
    await site.calls();
    const run = await site.workflow('deploy', { states: { critical: '' } });
    expect(run.job('images').log).toContain('scan: ');
    expect((await site.calls()).join('\n')).toContain('docker buildx');
  });
});
