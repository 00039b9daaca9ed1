import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readClusterSettings } from '../../scripts/dev-cluster/settings.ts';
import { befriend, ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { StartError } from '../../src/service/start-error.ts';
import { type Child, startChild } from '../support/child-process.ts';
import { processEnds } from '../support/process-state.ts';

const teardowns: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

function start(args: readonly string[] = [], env: Record<string, string> = {}): Child {
  const { REDIS_SERVER_PATH = '' } = process.env;
  const child = startChild('scripts/cluster.ts', {
    args: ['--port', '0', ...args],
    env: { REDIS_SERVER_PATH, ...env },
  });
  teardowns.push(() => child.end('SIGTERM'));
  return child;
}

interface Running {
  readonly child: Child;
  readonly address: string;
  /** Ids of the processes that it started, by name. */
  readonly pids: ReadonlyMap<string, number>;
}

async function running(child: Child): Promise<Running> {
  await child.line(/^Ctrl-C stops it/);
  const [, address = ''] = await child.line(/Open +(https?:\/\/\S+)/);
  const rows = child.output().matchAll(/^ +(\S+) +process (\d+)/gm);
  const pids = new Map([...rows].map(([, name = '', pid]) => [name, Number(pid)]));
  return { child, address, pids };
}

async function enter(name: string, address: string): Promise<ChatDriver> {
  const person = new ChatDriver(name, address);
  teardowns.push(() => person.close());
  await person.enter();
  return person;
}

const reads = (reader: ChatDriver, writer: ChatDriver, text: string): Promise<unknown> =>
  reader.until(async () => (await reader.texts(writer)).includes(text));

describe('npm run cluster', () => {
  it('runs a chat of several processes, restarts one that dies, and leaves no process behind', async () => {
    const { child, address, pids } = await running(start(['--backends', '2', '--uis', '1']));
    expect([...pids.keys()]).toEqual(['proxy', 'redis', 'backend-1', 'backend-2', 'ui-1']);
    expect(await (await fetch(address)).text()).toContain('<html');

    const [alice, bob] = [await enter('alice', address), await enter('bob', address)];
    await befriend(alice, bob);
    await bob.chat.sendText(alice.id, 'over two relays');
    await reads(alice, bob, 'over two relays');

    process.kill(pids.get('backend-1') ?? 0, 'SIGKILL');
    await child.line(/^backend-1: ended \(SIGKILL\); it is started again/);
    const [, again] = await child.line(/^backend-1: runs again, process (\d+)/);
    await alice.chat.sendText(bob.id, 'still here?');
    await reads(bob, alice, 'still here?');

    expect(await child.end('SIGINT')).toEqual({ code: 0, signal: null });
    await Promise.all([...pids.values(), Number(again)].map(processEnds));
    await expect(fetch(address)).rejects.toThrow();
  });

  it('serves HTTPS on a network, trusts the headers of its proxy only, and ends at once on a second signal', async () => {
    const data = await mkdtemp(join(tmpdir(), 'live-chat-data-'));
    teardowns.push(() => rm(data, { recursive: true }));
    const args = ['--backends', '1', '--uis', '1', '--host', '0.0.0.0'];
    const { child, address, pids } = await running(start(args, { XDG_DATA_HOME: data }));
    expect(address).toMatch(/^https:/);
    const ca = await readFile(join(data, 'live-chat', 'certificate.pem'), 'utf8');
    const port = address.split(':').at(-1) ?? '';
    for (const path of ['/', '/socket.io/?EIO=4&transport=polling']) {
      const headers = { 'x-forwarded-proto': 'http' };
      const asking = get({ host: 'localhost', port, ca, path, headers, agent: false });
      const [response] = await once(asking, 'response');
      response.resume();
      expect(response.statusCode).toBe(200);
      const [cookie] = response.headers['set-cookie'] ?? [];
      if (path !== '/') expect(cookie).toMatch(/^live-chat-backend=backend-1;.*; Secure$/);
    }

    process.kill(pids.get('backend-1') ?? 0, 'SIGSTOP');
    void child.end('SIGINT');
    await child.line(/^Stopping/);
    expect(await child.end('SIGTERM')).toEqual({ code: 130, signal: null });
    await Promise.all([...pids.values()].map(processEnds));
  });
});

describe('npm run cluster that fails', () => {
  it('names every invalid argument at once, and lists the flags when one is unknown', () => {
    // A start error is printed without a stack, and the exit code is 1, as without Redis.
    const messageOf = (...args: readonly string[]): string => {
      try {
        readClusterSettings(args);
      } catch (error) {
        if (error instanceof StartError) return error.message;
        throw error;
      }
      throw new TypeError('no argument is invalid');
    };
    const wrong = messageOf('--backends', '0', '--uis', 'two', '--host', '?');
    for (const name of ['--backends', '--uis', 'HOST']) {
      expect(wrong).toMatch(new RegExp(`^${name} must be `, 'm'));
    }
    expect(messageOf('--pods', '3')).toContain('Usage: npm run cluster');
  });

  it('without Redis names the command that installs it', async () => {
    const child = start([], { PATH: '/nowhere', REDIS_SERVER_PATH: '' });
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.output()).toContain('Redis is needed and was not found');
    expect(child.output()).toMatch(/install.* redis-server/);
    expect(child.output()).not.toContain('    at ');
  });
});
