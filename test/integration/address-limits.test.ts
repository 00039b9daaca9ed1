import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, connectTo, type TestSocket } from '../../src/backend/testing/client.ts';
import { TestPerson } from '../../src/backend/testing/person.ts';
import { useDirectCrypto } from '../../src/crypto/testing/direct-crypto.ts';
import {
  CONNECTIONS_PER_ADDRESS,
  NAME_HELD_MS,
  SIGN_INS_PER_MINUTE,
} from '../../src/protocol/limits.ts';
import { Fleet } from '../support/pods/fleet.ts';
import type { Pod } from '../support/pods/pod.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

useDirectCrypto();

/** The forwarded addresses that a proxy would send. */
const OURS = '198.51.100.7';
const OTHERS = '203.0.113.9';

/** Between two attempts to connect while the lease of a killed pod lasts, which ends with no event. */
const RETRY_MS = 50;

/** PTTL of a key that does not exist. */
const GONE = -2;

let redis: RedisServer;
let fleet: Fleet;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
  const env = { TRUSTED_PROXIES: '1', LOG_LEVEL: 'trace' };
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 3, env });
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await fleet.stop();
  await redis.stop();
});

/** Connects; returns `connected` or the error code of the rejection. */
function connect(pod: Pod, address = OURS): Promise<{ socket: TestSocket; answer: string }> {
  const socket = connectTo(pod.port, {
    headers: { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' },
  });
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve({ socket, answer: 'connected' }));
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) =>
      resolve({ socket, answer: error.data?.code ?? 'refused without a word' }),
    );
  });
}

async function connectMany(pod: Pod, count: number): Promise<readonly string[]> {
  const attempts = await Promise.all(Array.from({ length: count }, () => connect(pod)));
  return attempts.map(({ answer }) => answer);
}

function podAt(index: number): Pod {
  const pod = fleet.pods[index];
  if (pod === undefined) throw new TypeError('no such pod');
  return pod;
}

describe('connections of one address', () => {
  it('are counted over all pods, including a killed one until its lease expires', async () => {
    const half = CONNECTIONS_PER_ADDRESS / 2;
    const doomed = podAt(2);
    const answers = [...(await connectMany(podAt(0), half)), ...(await connectMany(doomed, half))];
    expect(answers.every((answer) => answer === 'connected')).toBe(true);
    for (const pod of fleet.pods) {
      expect((await connect(pod)).answer).toBe('too-many-connections');
      expect((await connect(pod, OTHERS)).answer).toBe('connected');
    }
    const killed = performance.now();
    await fleet.remove(doomed, 'SIGKILL');
    let answer = '';
    while (answer !== 'connected') {
      ({ answer } = await connect(podAt(1)));
      await pause(RETRY_MS);
    }
    const seconds = (performance.now() - killed) / 1000;
    process.stdout.write(`connections of a killed pod counted for ${seconds.toFixed(1)} s more\n`);
    expect(await connectMany(podAt(1), half - 1)).not.toContain('too-many-connections');
    expect((await connect(podAt(0))).answer).toBe('too-many-connections');
  });
});

describe('sign-ins of one address', () => {
  it('are counted over all pods', async () => {
    // All requests are prepared first and sent together, well within the minute of the limit.
    const visits = await Promise.all(
      Array.from({ length: SIGN_INS_PER_MINUTE + 1 }, async (_, count) => {
        const pod = podAt(count % 2);
        const { socket } = await connect(pod, OTHERS);
        const person = await TestPerson.create(`visitor ${count}`);
        const host = `127.0.0.1:${pod.port}`;
        return { socket, request: await person.signInRequest(socket, { host }) };
      }),
    );
    const codes = await Promise.all(
      visits.map(async ({ socket, request }) => {
        const reply = await ask(socket, 'session:sign-in', request);
        return reply.ok ? 'ok' : reply.error.code;
      }),
    );
    for (const { socket } of visits) socket.disconnect();
    const counts = ['ok', 'too-many-sign-ins'].map(
      (code) => codes.filter((found) => found === code).length,
    );
    expect(counts).toEqual([SIGN_INS_PER_MINUTE, 1]);
  });
});

describe('an address', () => {
  it('is stored neither in Redis nor in logs, and everything in Redis expires', async () => {
    const keys = await redis.admin.keys('*');
    expect(keys.filter((key) => key.startsWith('live-chat/connections/')).length).toBe(2);
    expect(keys.filter((key) => key.startsWith('live-chat/sign-ins/')).length).toBe(1);
    const dumps = await Promise.all(keys.map((key) => redis.admin.dumpBuffer(key)));
    const stored = [...keys, ...dumps.map((dump) => dump?.toString('latin1') ?? '')].join('\n');
    const logged = fleet.pods.map(({ output }) => output).join('\n');
    expect(logged).toContain('"msg":"connected"');
    for (const address of [OURS, OTHERS]) {
      expect(stored).not.toContain(address);
      expect(logged).not.toContain(address);
    }
    const lives = await Promise.all(keys.map((key) => redis.admin.pttl(key)));
    // The visitors' connections end meanwhile, and their keys with them.
    const found = lives.filter((life) => life !== GONE);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((life) => life <= 0 || life > NAME_HELD_MS)).toEqual([]);
  });
});

describe('without Redis', () => {
  it('each pod counts connections on its own and accepts new ones', async () => {
    await redis.kill();
    await podAt(1).line(/the store cannot be reached/);
    expect((await connect(podAt(1), '192.0.2.1')).answer).toBe('connected');
    await redis.boot();
  });
});
