import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../command.ts';
import { REPOSITORY } from '../repository.ts';

const SMOKE = join(REPOSITORY, 'scripts/smoke');

describe('the smoke test, in a real browser', () => {
  const chat = spawn(process.execPath, ['--import', 'tsx', 'src/local.ts', '--port', '0'], {
    cwd: REPOSITORY,
    env: { ...process.env, ADMIN_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let address: string;
  beforeAll(async () => {
    for await (const line of createInterface(chat.stdout)) {
      address = line.match(/Open\s+(\S+)/)?.[1] ?? '';
      if (address !== '') break;
    }
  });
  afterAll(() => void chat.kill('SIGKILL'));

  it('runs a conversation between two people', () => {
    const { status, stdout, stderr } = ask(SMOKE, [address]);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `Two people talked at ${address}\n`,
      stderr: '',
    });
  });

  it('fails with an explanation where nothing answers', () => {
    const { status, stderr } = ask(SMOKE, ['http://127.0.0.1:9']);
    expect([status, stderr]).toEqual([1, expect.stringContaining('smoke: page.goto')]);
  });
});
