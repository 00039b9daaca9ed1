import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { ask, connectTo, get, notice, type TestSocket } from '../../src/backend/testing/client.ts';
import { envelope, TestPerson } from '../../src/backend/testing/person.ts';
import { bundleProgram } from '../support/pods/bundle.ts';
import { Pod } from '../support/pods/pod.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

const teardowns: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

async function startRedis(): Promise<RedisServer> {
  const redis = await RedisServer.start();
  teardowns.push(() => redis.stop());
  return redis;
}

async function startPod(redisUrl: string): Promise<Pod> {
  const pod = await Pod.start({ entry: await bundleProgram(), redisUrl, hosts: ['chat.example'] });
  teardowns.push(() => pod.end('SIGKILL'));
  return pod;
}

async function signIn(pod: Pod, name: string) {
  const socket = connectTo(pod.port);
  teardowns.push(() => socket.disconnect());
  const person = await TestPerson.create(name);
  await person.signIn(socket);
  return { person, socket };
}

/** Subscribes to classic channels. */
async function listenTo(redis: RedisServer, pattern: string): Promise<Redis> {
  const listener = redis.admin.duplicate();
  teardowns.push(() => listener.disconnect());
  await listener.psubscribe(pattern);
  return listener;
}

const readyz = async (pod: Pod): Promise<number> => (await fetch(`${pod.address}/readyz`)).status;

/** Repeats a request until it succeeds: the pod reconnects to Redis automatically. */
async function sendUntilTaken(socket: TestSocket, to: TestPerson): Promise<void> {
  const reply = await ask(socket, 'message:send', { to: to.identity, envelope: envelope() });
  if (reply.ok) return;
  expect(reply.error.code).toMatch(/^(unavailable|rate-limited)$/);
  await sendUntilTaken(socket, to);
}

describe('a pod', () => {
  it('that starts before Redis is not ready until Redis answers', async () => {
    const redis = await startRedis();
    await redis.kill();
    const pod = await startPod(redis.url);
    await pod.line(/"msg":"the store cannot be reached"/);
    expect(await readyz(pod)).toBe(503);
    await redis.boot();
    await pod.ready();
    expect(await readyz(pod)).toBe(200);
    await signIn(pod, 'alice');
  });

  it.each(['killed', 'frozen'] as const)(
    'whose Redis is %s stays ready, tells senders to retry later, and recovers automatically',
    async (fault) => {
      const redis = await startRedis();
      const pod = await (await startPod(redis.url)).ready();
      const { person, socket } = await signIn(pod, 'alice');
      const recovered = notice(socket, 'server:recovered');
      if (fault === 'killed') await redis.kill();
      else redis.freeze();
      const sent = { to: person.identity, envelope: envelope() };
      expect(await ask(socket, 'message:send', sent)).toEqual({
        ok: false,
        error: { code: 'unavailable' },
      });
      expect(await readyz(pod)).toBe(200);
      expect(socket.connected).toBe(true);
      if (fault === 'frozen') {
        redis.thaw();
        await recovered;
        await sendUntilTaken(socket, person);
        return;
      }
      const closed = new Promise((resolve) => socket.once('disconnect', resolve));
      await redis.boot();
      // The stored data is gone: the client must sign in again.
      await closed;
      const again = connectTo(pod.port);
      teardowns.push(() => again.disconnect());
      await person.signIn(again);
      await sendUntilTaken(again, person);
    },
  );

  it('whose Redis user may not subscribe to sharded channels uses the classic adapter', async () => {
    const redis = await startRedis();
    const rules = [
      'on',
      '>secret',
      '~live-chat/*',
      '&live-chat/*',
      '&live-chat/pods#/#*',
      '+@all',
      '-ssubscribe',
    ];
    await redis.admin.acl('SETUSER', 'narrow', ...rules);
    const url = `redis://narrow:secret@127.0.0.1:${redis.port}`;
    const pods = await Promise.all([startPod(url), startPod(url)]);
    for (const pod of pods) {
      await pod.ready();
      expect(pod.output).toContain('"adapter":"classic"');
    }
    const [first, second] = pods;
    if (first === undefined || second === undefined) throw new TypeError('no pods');
    const { person, socket } = await signIn(first, 'alice');
    const ended = new Promise((resolve) => socket.once('disconnect', resolve));
    const carried = once(await listenTo(redis, 'live-chat/pods*'), 'pmessage');
    const again = connectTo(second.port);
    teardowns.push(() => again.disconnect());
    await person.signIn(again, { bundle: await person.bundle(2) });
    // The heartbeat would report it as well, but later: this shows that the adapter does.
    await Promise.all([ended, carried]);
    for (const { output } of pods) expect(output).not.toContain('other relays could not be told');
    await get(again, 'message:send', { to: person.identity, envelope: envelope() });
  });

  it('whose Redis user may do so uses the sharded adapter', async () => {
    const redis = await startRedis();
    const pod = await (await startPod(redis.url)).ready();
    expect(pod.output).toContain('"adapter":"sharded"');
  });
});
