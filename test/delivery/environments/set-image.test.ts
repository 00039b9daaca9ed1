import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Answer, ask } from '../command.ts';
import { BACKEND_DIGEST, copyRepository, REPOSITORY, UI_DIGEST } from '../repository.ts';

const setImage = (root: string, ...words: string[]): Answer =>
  ask(join(REPOSITORY, 'scripts/set-image'), [...words, '--root', root]);
const images = (root: string, environment: string): string =>
  join(root, 'environments', environment, 'images.yaml');

describe('scripts/set-image', () => {
  it("writes an environment's first digests", async () => {
    const { root } = await copyRepository([]);
    const { status } = setImage(root, 'production', 'backend', BACKEND_DIGEST, 'ui', UI_DIGEST);
    expect(status).toBe(0);
    const text = await readFile(images(root, 'production'), 'utf8');
    expect(text).toMatch(/^# .*set-image/);
    expect(text).toContain(`backend:\n  digest: ${BACKEND_DIGEST}\nui:\n  digest: ${UI_DIGEST}\n`);
  });

  it('changes one digest and leaves the other', async () => {
    const { root } = await copyRepository();
    const before = await readFile(images(root, 'staging'), 'utf8');
    const next = `sha256:${'d'.repeat(64)}`;
    expect(setImage(root, 'staging', 'ui', next).status).toBe(0);
    expect(await readFile(images(root, 'staging'), 'utf8')).toBe(before.replace(UI_DIGEST, next));
  });

  it.each([
    ['braces', `backend: { digest: ${BACKEND_DIGEST} }\n`],
    ['quotes', `backend:\n  digest: "${BACKEND_DIGEST}"\n`],
    ['another indentation', `backend:\n    digest: ${BACKEND_DIGEST}\n`],
    ['an unknown component', `worker:\n  digest: ${BACKEND_DIGEST}\n`],
    ['a value that is no digest', 'backend:\n  digest: latest\n'],
    ['a component without a digest', `backend:\nui:\n  digest: ${UI_DIGEST}\n`],
    ['a component without a digest at the end', 'backend:\n'],
    ['something beside the digest', `ui:\n  digest: ${UI_DIGEST}\n  tag: latest\n`],
  ])('refuses a file that somebody wrote with %s, and leaves it', async (_, text) => {
    const { root } = await copyRepository();
    await writeFile(images(root, 'staging'), text);
    const { status, stderr } = setImage(root, 'staging', 'ui', UI_DIGEST);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining('Only scripts/set-image may write that file'),
    });
    expect(await readFile(images(root, 'staging'), 'utf8')).toBe(text);
  });

  it('says so when nothing changes', async () => {
    const { root } = await copyRepository();
    const before = await readFile(images(root, 'staging'), 'utf8');
    const { status, stdout } = setImage(root, 'staging', 'ui', UI_DIGEST);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('unchanged') });
    expect(await readFile(images(root, 'staging'), 'utf8')).toBe(before);
  });

  it.each([
    ['a tag', ['staging', 'ui', 'latest'], '"latest" is not a digest'],
    ['a tag with a digest', ['staging', 'ui', `a@${UI_DIGEST}`], 'is not a digest'],
    ['a digest in capitals', ['staging', 'ui', UI_DIGEST.toUpperCase()], 'is not a digest'],
    ['a truncated digest', ['staging', 'ui', UI_DIGEST.slice(0, -1)], 'is not a digest'],
    ['a digest that is too long', ['staging', 'ui', `${UI_DIGEST}c`], 'is not a digest'],
    ['a placeholder', ['staging', 'ui', `sha256:${'0'.repeat(64)}`], 'stands for no image'],
    ['nothing', ['staging', 'ui'], '"" is not a digest'],
    ['no component', ['staging'], 'No digest is given'],
    ['an unknown component', ['staging', 'worker', UI_DIGEST], '"worker" is no component'],
    ['a component twice', ['staging', 'ui', UI_DIGEST, 'ui', UI_DIGEST], 'ui is named twice'],
    ['an unknown environment', ['qa', 'ui', UI_DIGEST], '"qa" is no environment'],
    ['a way out of the folder', ['../staging', 'ui', UI_DIGEST], 'is no environment'],
  ])('rejects %s and writes nothing', async (_, words, sentence) => {
    const { root } = await copyRepository();
    const before = await readFile(images(root, 'staging'), 'utf8');
    const { status, stderr } = setImage(root, ...words);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(sentence) });
    expect(await readFile(images(root, 'staging'), 'utf8')).toBe(before);
  });
});
