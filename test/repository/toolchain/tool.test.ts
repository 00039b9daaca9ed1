import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findTool, type Tool } from '../../../scripts/toolchain/tool.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function program(name: string, status = 0): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-tool-'));
  folders.push(folder);
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\nexit ${status}\n`);
  await chmod(path, 0o755);
  return { folder, path };
}

const TOOL: Tool = {
  name: 'Thing',
  variable: 'THING_PATH',
  commands: ['thing', 'thing-stable'],
  packages: ['thing-package'],
};

function downloaded(path: string, fetched: boolean[], works = true): Tool {
  const fetch = async (): Promise<boolean> => {
    fetched.push(works);
    return works;
  };
  return { ...TOOL, download: { path: () => path, fetch, command: 'get thing' } };
}

describe('a tool', () => {
  it('is the one named in the environment, before any other', async () => {
    const named = await program('mine');
    const other = await program('thing');
    const env = { THING_PATH: named.path, PATH: other.folder };
    expect(await findTool(TOOL, env)).toBe(named.path);
  });

  it('is not searched for when the one named in the environment does not start', async () => {
    const other = await program('thing');
    const env = { THING_PATH: '/nowhere/thing', PATH: other.folder };
    await expect(findTool(TOOL, env)).rejects.toThrow('THING_PATH names /nowhere/thing');
  });

  it('is the first of its names that is on the PATH', async () => {
    const stable = await program('thing-stable');
    const plain = await program('thing');
    const PATH = `${stable.folder}:${plain.folder}`;
    expect(await findTool(TOOL, { PATH })).toBe(plain.path);
    expect(await findTool(TOOL, { PATH: stable.folder })).toBe(stable.path);
  });

  it('comes from an existing download, without another one', async () => {
    const { path } = await program('thing');
    const fetched: boolean[] = [];
    expect(await findTool(downloaded(path, fetched), { PATH: '' })).toBe(path);
    expect(fetched).toEqual([]);
  });

  it('is reported with the commands that install it when it cannot be found', async () => {
    const broken = await program('thing', 1);
    const fetched: boolean[] = [];
    const search = findTool(downloaded(broken.path, fetched, false), { PATH: broken.folder });
    await expect(search).rejects.toThrow(/Thing is needed.*install .*thing-package.*get thing/s);
    expect(fetched).toEqual([false]);
  });
});
