import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageDigest, taggedCommit } from '../../../scripts/pins/lookup.ts';
import { pinsIn, withValues } from '../../../scripts/pins/pin.ts';
import { answerFrom, ask } from '../command.ts';
import { forgetPins, lookUpPins, pinPlaces } from '../pins.ts';
import { emptyFolder, REPOSITORY } from '../repository.ts';

const PLACES = pinPlaces(REPOSITORY);

const ZEROS = '0'.repeat(64);
const DIGEST = `sha256:${'d'.repeat(64)}`;

const TEXT = `ARG BASE=docker.io/library/node:26-slim@sha256:${ZEROS}
  digest: ${DIGEST} # docker.io/valkey/valkey:9.0-alpine
      - uses: actions/checkout@${'0'.repeat(40)} # v5.0.1
      - uses: github/codeql-action/init@${'e'.repeat(40)} # v4
      - uses: ./.github/actions/own
image: redis:8
`;

describe('pins', () => {
  it('are found in every form, and nothing else is one', () => {
    const pins = pinsIn(TEXT);
    expect(pins.map(({ reference }) => reference)).toEqual([
      'docker.io/library/node:26-slim',
      'docker.io/valkey/valkey:9.0-alpine',
      'actions/checkout@v5.0.1',
      'github/codeql-action@v4',
    ]);
    expect(pins.map(({ value }) => value)).toEqual([
      `sha256:${ZEROS}`,
      DIGEST,
      '0'.repeat(40),
      'e'.repeat(40),
    ]);
  });

  it('are replaced where they stand, and all else stays', () => {
    const pins = pinsIn(TEXT).map((pin) => ({ ...pin, next: pin.value.replaceAll(/0/g, '1') }));
    const changed = withValues(TEXT, pins);
    expect(changed).toBe(
      TEXT.replace(ZEROS, '1'.repeat(64)).replace('0'.repeat(40), '1'.repeat(40)),
    );
  });
});

describe('scripts/refresh-pins --check', () => {
  /** A repository with what pins are in, and what looks at them. */
  async function committed(change: (folder: string) => Promise<unknown>): Promise<string> {
    const folder = await emptyFolder();
    const { stdout } = ask('git', [
      '-C',
      REPOSITORY,
      'ls-files',
      '--cached',
      '--others',
      '--',
      'scripts',
      ...PLACES,
    ]);
    for (const path of stdout.trim().split('\n')) {
      await cp(join(REPOSITORY, path), join(folder, path));
    }
    const git = (...words: string[]): string => answerFrom('git', ['-C', folder, ...words]);
    git('init', '--quiet');
    git('add', '--all');
    await change(folder);
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '-am', 'x');
    return folder;
  }
  const check = (folder: string) => ask(join(folder, 'scripts/refresh-pins'), ['--check']);

  it('counts every pin that can be looked up, and knows of no digest without its tag', async () => {
    const folder = await committed(lookUpPins);
    const { stdout: files } = ask('git', ['-C', folder, 'ls-files', '--', ...PLACES]);
    const texts = files
      .trim()
      .split('\n')
      .map((path) => readFileSync(join(folder, path), 'utf8'));
    const pins = texts.flatMap(pinsIn);
    expect(pins.length).toBeGreaterThanOrEqual(50);
    expect(check(folder)).toEqual({
      status: 0,
      stdout: `${pins.length} pins, 0 placeholders\n`,
      stderr: '',
    });
  });

  it('names each file that holds a placeholder, and the command that fills it in', async () => {
    const folder = await committed(async (root) => {
      await lookUpPins(root);
      await forgetPins(root);
    });
    const { status, stderr } = check(folder);
    expect(status).toBe(1);
    const named = stderr.match(/^ {2}[\w./-]+:\d+ .*$/gm) ?? [];
    expect(named).toHaveLength(7);
    expect(named).toContain(
      '  src/ui/Dockerfile:5  ARG BUILD_BASE=docker.io/library/node:26-trixie-slim ',
    );
    expect(stderr).toContain('npm ci && scripts/refresh-pins && git commit --all');
  });

  it('takes an action by zeros for a placeholder too', async () => {
    const folder = await committed(async (root) => {
      await lookUpPins(root);
      const path = join(root, '.github/workflows/ci.yml');
      const text = readFileSync(path, 'utf8');
      await writeFile(path, text.replace(/checkout@[0-9a-f]{40}/, `checkout@${'0'.repeat(40)}`));
    });
    expect(check(folder).stderr).toMatch(/ci\.yml:\d+ .*actions\/checkout v/);
  });

  it('looks at what is committed: a digest that is only in the checkout is in no image', async () => {
    const folder = await committed(async (root) => {
      await lookUpPins(root);
      await forgetPins(root);
    });
    await lookUpPins(folder);
    expect(check(folder).status).toBe(1);
  });

  it('is red where it finds no pin at all', async () => {
    const folder = await committed((root) =>
      writeFile(join(root, 'scripts/pins/places'), 'nowhere/*\n'),
    );
    expect(check(folder).stderr).toContain('There is no pin');
  });
});

describe('looking up', () => {
  let registry: Server;
  let base: string;

  beforeAll(async () => {
    registry = createServer(({ url, headers }, response) => {
      if (url === '/token?service=registry&scope=repository%3Aours%3Apull') {
        response.end(JSON.stringify({ token: 'abc' }));
      } else if (headers.authorization !== 'Bearer abc') {
        const realm = `realm="${base}/token",service="registry",scope="repository:ours:pull"`;
        response.writeHead(401, { 'www-authenticate': `Bearer ${realm}` }).end();
      } else if (url === '/v2/ours/manifests/1' && headers.accept?.includes('image.index')) {
        response.writeHead(200, { 'docker-content-digest': DIGEST }).end();
      } else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
    base = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
  });
  afterAll(() => void registry.close());

  it('asks a registry for the digest of a tag, with the token that it wants', async () => {
    expect(await imageDigest(base, 'ours', '1')).toBe(DIGEST);
  });

  it('says where there is no such tag', async () => {
    await expect(imageDigest(base, 'ours', '2')).rejects.toThrow(
      '/v2/ours/manifests/2 answered 404',
    );
  });

  it('asks a repository for the commit of a tag, annotated or not', async () => {
    const folder = await emptyFolder();
    const git = (...words: string[]): string => answerFrom('git', ['-C', folder, ...words]).trim();
    git('init', '--quiet');
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    git(...author, 'commit', '--quiet', '--allow-empty', '--message', 'x');
    git('tag', 'v1');
    git(...author, 'tag', '--annotate', 'v2', '--message', 'x');
    const head = git('rev-parse', 'HEAD');
    expect(taggedCommit(folder, 'v1')).toBe(head);
    expect(taggedCommit(folder, 'v2')).toBe(head);
    expect(() => taggedCommit(folder, 'v3')).toThrow('has no tag v3');
  });
});
