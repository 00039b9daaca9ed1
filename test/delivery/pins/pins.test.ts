import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageDigest, taggedCommit } from '../../../scripts/pins/lookup.ts';
import { isPlaceholder, pinsIn, withValues } from '../../../scripts/pins/pin.ts';
import { answerFrom, ask } from '../command.ts';
import { emptyFolder, REPOSITORY } from '../repository.ts';

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
    expect(pins.map(isPlaceholder)).toEqual([true, false, true, false]);
  });

  it('are replaced where they stand, and all else stays', () => {
    const pins = pinsIn(TEXT).map((pin) => ({ ...pin, next: pin.value.replaceAll(/0/g, '1') }));
    const changed = withValues(TEXT, pins);
    expect(changed).toBe(
      TEXT.replace(ZEROS, '1'.repeat(64)).replace('0'.repeat(40), '1'.repeat(40)),
    );
  });

  it('of this repository are counted, and placeholders named, for a release to refuse', () => {
    const { status, stdout, stderr } = ask(join(REPOSITORY, 'scripts/refresh-pins'), ['--check']);
    const [, pins, open] = stdout.match(/^(\d+) pins, (\d+) placeholders$/m) ?? [];
    expect(Number(pins)).toBeGreaterThanOrEqual(5);
    expect(status).toBe(Number(open) === 0 ? 0 : 1);
    expect(stderr.match(/is a placeholder/g) ?? []).toHaveLength(Number(open));
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
