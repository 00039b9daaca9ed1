import { spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tool } from '../delivery/tools.ts';
import { type Ending, Site } from '../delivery/workflows/site.ts';

let site: Site;
let keys: Readonly<Record<'ours' | 'theirs', string>>;
let programs: string;

/** A key pair, as a stand-in for the certificates of GitHub's identity. */
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

/** Publishes images, signed with a key or unsigned, and records them for staging. */
async function publish(key: string | undefined): Promise<void> {
  const env = key === undefined ? {} : { ...really(), COSIGN_KEY: `${key}.key` };
  const published = await site.run(await site.clone(), 'scripts/publish-images', [], env);
  if (published.code !== 0) throw new Error(published.log);
  const { backend = '', ui = '' } = published.outputs;
  const images = ['staging', 'backend', backend, 'ui', ui];
  await site.run(await site.clone(), 'scripts/record-images', images);
}

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

describe('a promotion, with signatures of the real cosign', () => {
  it('rejects images without a signature', async () => {
    await publish(undefined);
    const { code, log } = await check();
    expect([code, log]).toEqual([1, expect.stringContaining('unsigned: backend sha256:')]);
    expect(log).toContain('no signatures found');
  });

  it('rejects images that another key signed', async () => {
    await site.push({ 'src/protocol/errors.ts': '\n// 1\n' });
    await publish(keys.theirs);
    const { code, log } = await check();
    expect([code, log]).toEqual([1, expect.stringContaining('unsigned: backend sha256:')]);
  });

  it('accepts images that the right key signed', async () => {
    await site.push({ 'src/protocol/errors.ts': '\n// 2\n' }, 'feat(protocol): two');
    await publish(keys.ours);
    const { code, outputs, log } = await check();
    expect([code, outputs['state'], log]).toEqual([0, 'promotable', expect.anything()]);
  });
});
