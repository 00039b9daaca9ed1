import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  answerOf,
  findPinnedTool,
  type PinnedTool,
} from '../../../scripts/toolchain/pinned-tool.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-pinned-'));
  folders.push(folder);
  return folder;
}

async function program(folder: string, name: string, version: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho ${version}\n`);
  await chmod(path, 0o755);
  return path;
}

function pinned(bring: PinnedTool['bring'] = async () => false): PinnedTool {
  return {
    name: 'Thing',
    version: 'v2',
    variable: 'THING_PATH',
    command: 'thing',
    versionOf: (path) => answerOf(path, []),
    way: 'get',
    bring,
    byHand: 'get thing v2',
  };
}

describe('a pinned tool', () => {
  it('is the one named in the environment, whatever its version', async () => {
    const path = await program(await emptyFolder(), 'mine', 'v9');
    expect(await findPinnedTool(pinned(), { THING_PATH: path })).toBe(path);
    const search = findPinnedTool(pinned(), { THING_PATH: '/nowhere/thing' });
    await expect(search).rejects.toThrow('THING_PATH names /nowhere/thing');
  });

  it('is taken from the PATH only with the pinned version', async () => {
    const right = await emptyFolder();
    const path = await program(right, 'thing', 'v2');
    expect(await findPinnedTool(pinned(), { PATH: right })).toBe(path);
    const wrong = await emptyFolder();
    await program(wrong, 'thing', 'v1');
    const env = { PATH: wrong, LIVE_CHAT_TOOLS: await emptyFolder() };
    await expect(findPinnedTool(pinned(), env)).rejects.toThrow('get thing v2');
  });

  it('is installed once and then found', async () => {
    const env = { PATH: '', LIVE_CHAT_TOOLS: await emptyFolder() };
    const brought: string[] = [];
    const tool = pinned(async (folder) => {
      brought.push(await program(folder, 'thing', 'v2'));
      return true;
    });
    const path = await findPinnedTool(tool, env);
    expect(await findPinnedTool(tool, env)).toBe(path);
    expect(brought).toEqual([path]);
  });
});
